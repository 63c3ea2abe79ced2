// A vCenter for tests: the simulator of Debian's golang-github-vmware-govmomi-dev, given the hosts of a JSON file, with the
// two things that the simulator lacks: TPM attestation reports, and the state encryption of newer hosts. It prints one
// line, READY and the port, and ends when its standard input does.
package main

import (
	"bytes"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"regexp"

	"github.com/vmware/govmomi/simulator"
	"github.com/vmware/govmomi/vim25/types"
	"github.com/vmware/govmomi/vim25/xml"
)

// world is what the JSON file says.
type world struct {
	Datacenters int             `json:"datacenters"`
	Hosts       map[string]host `json:"hosts"`
}

// host is one host by the name that the simulator gives it, for example DC0_C0_H0.
type host struct {
	Vendor, Model, Version, Build string
	Lockdown                      string
	Options                       map[string]string
	NTP                           []string
	PCRs                          map[int32]string
	Events                        []event
}

type event struct {
	PCR       int32
	Digest    string
	Component string
}

// octets are written as the API does: one signed decimal an element.
type octets []byte

func (o octets) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	for _, b := range o {
		if err := e.EncodeElement(int8(b), start); err != nil {
			return err
		}
	}
	return nil
}

func bytesOf(text string) octets {
	b, err := hex.DecodeString(text)
	if err != nil {
		log.Fatalf("%q is not hexadecimal: %s", text, err)
	}
	return b
}

type pcrValue struct {
	DigestMethod string `xml:"digestMethod"`
	DigestValue  octets `xml:"digestValue"`
	ObjectName   string `xml:"objectName"`
	PcrNumber    int32  `xml:"pcrNumber"`
}

type eventDetails struct {
	Type           string `xml:"http://www.w3.org/2001/XMLSchema-instance type,attr"`
	DataHash       octets `xml:"dataHash"`
	DataHashMethod string `xml:"dataHashMethod"`
	ComponentName  string `xml:"componentName"`
	VibName        string `xml:"vibName"`
	VibVersion     string `xml:"vibVersion"`
	VibVendor      string `xml:"vibVendor"`
}

type eventEntry struct {
	PcrIndex     int32        `xml:"pcrIndex"`
	EventDetails eventDetails `xml:"eventDetails"`
}

type report struct {
	PcrValues   []pcrValue   `xml:"tpmPcrValues"`
	Events      []eventEntry `xml:"tpmEvents"`
	LogReliable bool         `xml:"tpmLogReliable"`
}

// tpmReport is the answer to QueryTpmAttestationReport: in an envelope, or a fault where the host has no TPM.
func (h host) tpmReport() (int, []byte) {
	if len(h.PCRs) == 0 {
		return http.StatusInternalServerError, envelope(`<soapenv:Fault><faultcode>ServerFaultCode</faultcode>` +
			`<faultstring>The host has no TPM.</faultstring><detail>` +
			`<NotSupportedFault xmlns="urn:vim25" xsi:type="NotSupported"/></detail></soapenv:Fault>`)
	}
	r := &report{LogReliable: true}
	for pcr := int32(0); pcr < 24; pcr++ {
		if value, ok := h.PCRs[pcr]; ok {
			r.PcrValues = append(r.PcrValues, pcrValue{"SHA256", bytesOf(value), fmt.Sprintf("PCR%d", pcr), pcr})
		}
	}
	for _, e := range h.Events {
		r.Events = append(r.Events, eventEntry{e.PCR, eventDetails{
			"HostTpmSoftwareComponentEventDetails", bytesOf(e.Digest), "SHA256", e.Component, "esx-base", "1", "VMware"}})
	}
	var body bytes.Buffer
	if err := xml.NewEncoder(&body).EncodeElement(r, xml.StartElement{Name: xml.Name{Local: "returnval"}}); err != nil {
		log.Fatal(err)
	}
	return http.StatusOK, envelope(`<QueryTpmAttestationReportResponse xmlns="urn:vim25">` + body.String() +
		`</QueryTpmAttestationReportResponse>`)
}

func envelope(body string) []byte {
	return []byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" +
		`<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"` +
		` xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>` + body +
		`</soapenv:Body></soapenv:Envelope>`)
}

func (h host) applyTo(s *simulator.HostSystem) {
	product := *s.Summary.Config.Product
	product.Version, product.Build = h.Version, h.Build
	product.FullName = "VMware ESXi " + h.Version + " build-" + h.Build
	s.Summary.Config.Product = &product
	s.Config.Product = product
	s.Summary.Hardware.Vendor, s.Summary.Hardware.Model = h.Vendor, h.Model
	s.Config.LockdownMode = types.HostLockdownMode(h.Lockdown)
	for key, value := range h.Options {
		s.Config.Option = append(s.Config.Option, &types.OptionValue{Key: key, Value: value})
	}
	s.Config.DateTimeInfo = &types.HostDateTimeInfo{NtpConfig: &types.HostNtpConfig{Server: h.NTP}}
	yes := true
	s.Capability = &types.HostCapability{TpmSupported: &yes, TpmVersion: "2.0"}
}

// Types newer than the library: added to the text of its answers.
var runtimeInfo = regexp.MustCompile(`(?s)(<val[^>]*type="HostRuntimeInfo"[^>]*>.*?)</val>`)

const stateEncryption = `$1<stateEncryption><protectionMode>tpm</protectionMode>` +
	`<requireSecureBoot>true</requireSecureBoot></stateEncryption></val>`

// Asks for the report of a host; the simulator itself knows no such method, but who may ask.
var reportCall = regexp.MustCompile(`(?s)<(?:\w+:)?QueryTpmAttestationReport[^>]*>\s*<(?:\w+:)?_this[^>]*>([^<]+)<`)

// withAdditions adds what the simulator lacks: the reports of measured hosts, by their ids, and state encryption.
func withAdditions(measured map[string]host, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked, err := io.ReadAll(r.Body)
		if err != nil {
			log.Print(err)
		}
		r.Body = io.NopCloser(bytes.NewReader(asked))
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		code, body := answer.Code, runtimeInfo.ReplaceAll(answer.Body.Bytes(), []byte(stateEncryption))
		if call := reportCall.FindSubmatch(asked); call != nil && !bytes.Contains(body, []byte("NotAuthenticated")) {
			if said, ok := measured[string(call[1])]; ok {
				code, body = said.tpmReport()
				w.Header().Set("Content-Type", "text/xml; charset=utf-8")
			}
		}
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		w.WriteHeader(code)
		if _, err := io.Copy(w, bytes.NewReader(body)); err != nil {
			log.Print(err)
		}
	})
}

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "where to listen")
	file := flag.String("world", "", "JSON file that describes the hosts")
	user := flag.String("user", "leeward@vsphere.local", "the one account")
	password := flag.String("password", "secret", "its password")
	certificate := flag.String("certificate", "", "file to write our certificate to")
	flag.Parse()

	content, err := os.ReadFile(*file)
	if err != nil {
		log.Fatal(err)
	}
	var w world
	if err := json.Unmarshal(content, &w); err != nil {
		log.Fatal(err)
	}
	model := simulator.VPX()
	model.Datacenter, model.Cluster, model.ClusterHost, model.Host = w.Datacenters, 1, 2, 0
	model.Machine, model.Portgroup = 1, 0
	if err := model.Create(); err != nil {
		log.Fatal(err)
	}
	defer model.Remove()
	measured := map[string]host{}
	for _, object := range simulator.Map.All("HostSystem") {
		simulated := object.(*simulator.HostSystem)
		if said, ok := w.Hosts[simulated.Name]; ok {
			said.applyTo(simulated)
			measured[simulated.Self.Value] = said
		}
	}
	model.Service.Listen = &url.URL{Host: "127.0.0.1:0", User: url.UserPassword(*user, *password)}
	inner := model.Service.NewServer()
	defer inner.Close()

	front := httptest.NewUnstartedServer(withAdditions(measured, model.Service.ServeMux))
	if err := front.Listener.Close(); err != nil {
		log.Fatal(err)
	}
	if front.Listener, err = net.Listen("tcp", *listen); err != nil {
		log.Fatal(err)
	}
	front.TLS = &tls.Config{}
	front.StartTLS()
	defer front.Close()
	if *certificate != "" {
		text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: front.Certificate().Raw})
		if err := os.WriteFile(*certificate, text, 0o600); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println("READY " + front.Listener.Addr().String())
	if _, err := io.Copy(io.Discard, os.Stdin); err != nil {
		log.Print(err)
	}
}
