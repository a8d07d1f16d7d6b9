package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/cotalker/rolecall/internal/certificate"
	"github.com/spf13/pflag"
)

// secure is how a command serves over TLS.
type secure struct {
	flags              *pflag.FlagSet
	on                 bool
	certFile, keyFile  string
	writeTo            string
	certificate        *certificate.Certificate // nil without TLS
	madeForThisRunOnly bool
}

func (s *secure) add(flags *pflag.FlagSet) {
	s.flags = flags
	flags.BoolVar(&s.on, "tls", false, "serve over TLS and HTTP/2, with a certificate that is made for this start")
	flags.StringVar(&s.certFile, "tls-cert", "", "PEM file with the certificate to serve with, in place of one that is made")
	flags.StringVar(&s.keyFile, "tls-key", "", "PEM file with the key of --tls-cert")
	flags.StringVar(&s.writeTo, "tls-write-cert", "", "write the certificate that --tls makes here, for clients that are to trust it")
}

// prepare reads or makes the certificate of a host, and writes it.
func (s *secure) prepare(host string) error {
	switch {
	case s.certFile != "" && !s.on && s.flags.Changed("tls"):
		return errors.New("--tls=false serves without TLS, and --tls-cert with it; leave one of them out")
	case (s.certFile == "") != (s.keyFile == ""):
		return errors.New("--tls-cert and --tls-key go together; give both, or --tls alone for a certificate that is made")
	case s.certFile != "" && s.writeTo != "":
		return errors.New("--tls-write-cert writes the certificate that --tls makes, and --tls-cert gives one; leave one of them out")
	case s.certFile != "":
		return s.read()
	case !s.on && s.writeTo != "":
		return errors.New("--tls-write-cert writes the certificate that --tls makes; add --tls")
	case !s.on:
		return nil
	}
	var err error
	if s.certificate, err = certificate.New(time.Now(), hostsOf(host)...); err != nil {
		return err
	}
	s.madeForThisRunOnly = true
	if s.writeTo == "" {
		return nil
	}
	file, err := createPending(s.writeTo, openMode)
	if err != nil {
		return fmt.Errorf("writing --tls-write-cert: %w; name a file in a folder that there is", err)
	}
	defer file.discard()
	if _, err := file.Write(s.certificate.PEM()); err != nil {
		return fmt.Errorf("writing --tls-write-cert: %w", err)
	}
	return file.commit()
}

func (s *secure) read() error {
	cert, err := readInput(s.certFile)
	if err != nil {
		return fmt.Errorf("reading the certificate: %w; give --tls-cert a PEM file", err)
	}
	key, err := readInput(s.keyFile)
	if err != nil {
		return fmt.Errorf("reading the key: %w; give --tls-key a PEM file", err)
	}
	if s.certificate, err = certificate.Parse(cert, key); err != nil {
		return fmt.Errorf("--tls-cert %s and --tls-key %s are not a certificate and its key: %w; give PEM files that belong together", s.certFile, s.keyFile, err)
	}
	return nil
}

// config is nil where there is no TLS.
func (s *secure) config() *tls.Config {
	if s.certificate == nil {
		return nil
	}
	return s.certificate.Config()
}

// scheme is that of the address.
func (s *secure) scheme() string {
	if s.certificate == nil {
		return "http"
	}
	return "https"
}

// curl is the command that asks the server.
func (s *secure) curl() string {
	switch {
	case s.writeTo != "":
		return "curl --cacert '" + strings.ReplaceAll(s.writeTo, "'", `'\''`) + "'"
	case s.madeForThisRunOnly:
		return "curl -k"
	}
	return "curl"
}

// told says what a client needs to trust, "" where there is nothing to say.
func (s *secure) told() string {
	if s.certificate == nil {
		return ""
	}
	text := fmt.Sprintf("Certificate: for %s; SHA-256 fingerprint\n  %s\n", strings.Join(s.certificate.Hosts(), ", "), s.certificate.Fingerprint())
	switch {
	case s.writeTo != "":
		return text + fmt.Sprintf("Made for this start. To trust it: NODE_EXTRA_CA_CERTS=%s, rolecall verify --ca-file %[1]s, or your browser's settings\n", s.writeTo)
	case s.madeForThisRunOnly:
		return text + "Made for this start, and nobody trusts it: --tls-write-cert FILE writes it for those who are to,\nand --tls-cert FILE --tls-key FILE serves with one that they do\n"
	}
	return text
}

// hostsOf are the names that a server on a host is called by. One on all addresses
// has all of them.
func hostsOf(host string) []string {
	hosts := []string{"localhost", "127.0.0.1", "::1"}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		addresses, _ := net.InterfaceAddrs()
		for _, address := range addresses {
			if network, is := address.(*net.IPNet); is && !network.IP.IsLoopback() {
				hosts = append(hosts, network.IP.String())
			}
		}
		return hosts
	}
	if !slices.Contains(hosts, host) {
		hosts = append(hosts, host)
	}
	return hosts
}
