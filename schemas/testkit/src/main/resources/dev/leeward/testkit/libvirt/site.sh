# A libvirt host of its own: process 1 of new namespaces, so that all of it ends with this. Started by LibvirtSite.
# usage: bash site.sh FOLDER NAME ADDRESS UUID HOSTS PKI   (PKI is - where it listens without TLS)
set -eu
folder=$1 name=$2 address=$3 uuid=$4 hosts=$5 pki=$6

hostname "$name"
mount -t proc proc /proc
# A configuration of its own on top of the machine's, which stays as it is.
mount --bind /etc "$folder/etc"
mount -t tmpfs tmpfs /etc
ln -s "$folder"/etc/* /etc/
rm -rf /etc/libvirt /etc/hosts /etc/pki
ln -s "$folder/libvirt" /etc/libvirt
cp "$hosts" /etc/hosts
for place in lib:/var/lib/libvirt log:/var/log/libvirt cache:/var/cache/libvirt run:/run; do
    mount --bind "$folder/${place%%:*}" "${place#*:}"
done
mkdir -p /run/libvirt

tls=0 tcp=1 migrate=()
if [ "$pki" != - ]; then
    tls=1 tcp=0 migrate=("migrate_tls_x509_cert_dir=\"$pki\"" migrate_tls_x509_verify=1 migrate_tls_force=1)
    # As docs/libvirt.md says.
    mkdir -p /etc/pki/CA /etc/pki/libvirt/private
    ln -s "$pki/ca.pem" /etc/pki/CA/cacert.pem
    ln -s "$pki/cert.pem" /etc/pki/libvirt/servercert.pem
    ln -s "$pki/cert.pem" /etc/pki/libvirt/clientcert.pem
    ln -s "$pki/key.pem" /etc/pki/libvirt/private/serverkey.pem
    ln -s "$pki/key.pem" /etc/pki/libvirt/private/clientkey.pem
fi
printf '%s\n' "listen_tls=$tls" "listen_tcp=$tcp" 'auth_tcp="none"' "listen_addr=\"$address\"" "host_uuid=\"$uuid\"" \
    'auth_unix_rw="none"' 'unix_sock_rw_perms="0700"' \
    'log_level=3' 'log_outputs="3:file:/var/log/libvirt/libvirtd.log"' >/etc/libvirt/libvirtd.conf
# The name by which the other side reaches this one, and which its certificate is for.
printf '%s\n' 'user="root"' 'group="root"' 'dynamic_ownership=0' 'remember_owner=0' 'security_driver="none"' \
    'namespaces=[]' 'cgroup_controllers=[]' 'stdio_handler="file"' "migration_host=\"$name\"" \
    "migration_address=\"$address\"" "${migrate[@]}" >/etc/libvirt/qemu.conf

/usr/sbin/libvirtd --listen --daemon --pid-file /run/libvirtd.pid
echo READY
# Whoever started it holds the other end; bash meanwhile reaps what libvirt leaves behind.
read -r _ || true
