# What policies.yaml and the built-in rules say, in Rego; hosts and workloads are the engine's data.
package leeward

import rego.v1

workload := data.workloads[input.workload]

dest := data.hosts[input.destination]

default effect := "DENY"

effect := "ALLOW" if {
	count(objections) == 0
	count(permits) > 0
	count(requirements) == 0
}

effect := "PENDING_APPROVAL" if {
	count(objections) == 0
	count(permits) > 0
	count(requirements) > 0
}

answer := {"effect": effect, "determining": objections | requirements, "permits": permits, "monitors": monitors}

objections contains "builtin-known" if not dest

objections contains "builtin-known" if not workload

objections contains "builtin-destination-trusted" if dest.trust != "TRUSTED"

objections contains "builtin-destination-trusted" if time.parse_rfc3339_ns(dest.attestedUntil) <= time.now_ns()

objections contains "builtin-same-host" if workload.host == input.destination

objections contains "builtin-tenant-boundary" if {
	input.principal.tenant != ""
	input.principal.tenant != workload.tenant
}

permits contains message if {
	some role in input.principal.roles
	role in {"operator", "admin"}
	message := sprintf("%s may move any workload (P01-operators)", [input.principal.id])
}

permits contains message if {
	"tenant-operator" in input.principal.roles
	input.principal.tenant == workload.tenant
	message := sprintf("%s may move workloads of the tenant (P02-tenant-operators)", [input.principal.id])
}

permits contains message if {
	"security-officer" in input.principal.roles
	message := sprintf("%s may move workloads off a suspect host (P03-security-officers)", [input.principal.id])
}

objections contains message if {
	workload.labels["pci"] == "true"
	dest.labels["pci"] == "false"
	message := sprintf("%s is outside the cardholder data environment (F01-pci)", [input.destination])
}

objections contains message if {
	dest.labels["maintenance"] == "true"
	message := sprintf("%s is in maintenance mode (F02-maintenance)", [input.destination])
}

objections contains message if {
	places := split(workload.labels.residency, ",")
	not dest.site in {trim_space(p) | some p in places}
	message := sprintf("%s stands outside the residency (F03-residency)", [input.destination])
}

objections contains message if {
	workload.labels["asset-tag"] == "true"
	dest.assetTag != "TRUSTED"
	message := sprintf("%s proves no asset tag (F04-asset-tag)", [input.destination])
}

objections contains message if {
	dest.hypervisor == "esxi"
	dest.hypervisorVersion == "5.0"
	message := sprintf("%s runs a hypervisor that is out of support (F05-hypervisor)", [input.destination])
}

objections contains message if {
	workload.labels["gpu"] == "true"
	not dest.labels["gpu"] == "true"
	message := sprintf("%s has no accelerator (F06-gpu)", [input.destination])
}

objections contains message if {
	workload.labels["tier"] == "gold"
	dest.labels["tier"] == "bronze"
	message := sprintf("%s is of a lower tier (F07-tier)", [input.destination])
}

objections contains message if {
	dest.labels.dedicated != workload.tenant
	message := sprintf("%s is dedicated to another tenant (F08-dedicated)", [input.destination])
}

objections contains message if {
	dest.labels["frozen"] == "true"
	message := sprintf("%s is frozen (F09-frozen)", [input.destination])
}

objections contains message if {
	workload.labels["encrypted"] == "true"
	dest.labels["encryption"] == "off"
	message := sprintf("%s does not encrypt memory (F10-encryption)", [input.destination])
}

objections contains message if {
	workload.labels["export"] == "restricted"
	dest.site == "abroad"
	message := sprintf("%s stands abroad (F11-export)", [input.destination])
}

objections contains message if {
	dest.labels["lifecycle"] == "retiring"
	message := sprintf("%s is about to be retired (F12-retiring)", [input.destination])
}

objections contains message if {
	workload.labels.zone != dest.labels.zone
	message := sprintf("%s stands in another zone (F14-zone)", [input.destination])
}

objections contains message if {
	workload.labels["licence"] == "per-core"
	dest.labels["licence"] == "none"
	message := sprintf("%s is not licensed (F15-licence)", [input.destination])
}

objections contains message if {
	workload.labels["backup"] == "running"
	message := sprintf("%s waits for the end of the backup (F16-backup)", [input.destination])
}

objections contains message if {
	workload.labels["assurance"] == "hardware"
	dest.assurance != "HARDWARE_QUOTE"
	message := sprintf("%s has no quote of its own (F17-assurance)", [input.destination])
}

objections contains message if {
	count(input.peers) > 0
	message := sprintf("%s runs its peer already (F18-anti-affinity)", [input.destination])
}

objections contains message if {
	workload.labels["env"] == "prod"
	dest.labels["env"] == "dev"
	message := sprintf("%s is for development (F19-environment)", [input.destination])
}

objections contains message if {
	startswith(input.principal.id, "svc-")
	workload.labels.env == "prod"
	message := sprintf("%s takes no moves by service accounts (F20-service-accounts)", [input.destination])
}

requirements contains message if {
	workload.labels["two-person"] == "true"
	message := sprintf("%s needs a second person (R21-two-person)", [input.destination])
}

monitors contains message if {
	workload.labels["pci"] == "true"
	not dest.labels.pci
	message := sprintf("%s is not labelled for it (M22-pci-labelled)", [input.destination])
}
