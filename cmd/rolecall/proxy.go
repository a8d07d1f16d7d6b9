package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/url"
	"sync"
	"time"

	"github.com/cotalker/rolecall/internal/proxy"
	"github.com/spf13/cobra"
)

// proxyFlags are the flags of rolecall proxy.
type proxyFlags struct {
	contract      contractFlags
	listening     listening
	asking        asking
	target        string
	caFile, json  string
	strict, quiet bool
}

func newProxyCommand() *cobra.Command {
	var f proxyFlags
	cmd := &cobra.Command{
		Use:   "proxy",
		Short: "Pass requests on to a server, and hold both sides to the contract",
		Long: "Stand between clients and a server: everything is passed on as it comes, and each exchange is held to the\n" +
			"contract. An interrupt ends it with a summary. Who may do what is not judged; rolecall verify does that.\n\n" +
			"Exit codes: 0 the server kept the contract, 1 it did not (with --strict-client: or a client did not),\n" +
			"2 wrong usage, 3 inconclusive (nothing was asked that the contract speaks of, the report was not written).",
		Example: "  rolecall proxy --target https://staging.example.com/api\n" +
			"  rolecall proxy --spec openapi.yaml --target http://127.0.0.1:8080 --json report.json",
		Args: noArguments("--target %s"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runProxy(cmd.Context(), f, ignoreBrokenPipe(cmd.OutOrStdout()), ignoreBrokenPipe(cmd.ErrOrStderr()))
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&f.target, "target", "", "address of the server, with the base path that the contract's stands for: https://staging.example.com/api")
	f.contract.add(flags)
	f.listening.add(flags, 4020)
	f.asking.add(flags, "what the proxy has seen")
	flags.StringVar(&f.caFile, "ca-file", "", "PEM file of the authority that signed the target's certificate")
	flags.StringVar(&f.json, "json", "", "write what was found here, as JSON, at the end")
	flags.BoolVar(&f.strict, "strict-client", false, "end with 1 where a client broke the contract, too")
	flags.BoolVar(&f.quiet, "quiet", false, "print the address and the summary alone, log no requests")
	return cmd
}

func runProxy(ctx context.Context, f proxyFlags, out, errOut io.Writer) error {
	target, err := addressOf("--target", f.target)
	if err != nil {
		return err
	}
	if err := f.listening.address.resolve(); err != nil {
		return err
	}
	if err := f.asking.check(); err != nil {
		return err
	}
	secure, err := trusting(f.caFile)
	if err != nil {
		return err
	}
	if f.json != "" {
		if err := tryPending(f.json); err != nil {
			return fmt.Errorf("--json: %w; name a file that can be written", err)
		}
	}
	contract, err := f.contract.load(ctx, errOut)
	if err != nil {
		return err
	}
	listener, url, err := f.listening.open()
	if err != nil {
		return err
	}
	log := &proxyLog{out: errOut, color: colored(errOut), told: map[string]bool{}}
	if f.quiet {
		log.out = io.Discard
	}
	p := proxy.New(contract, target, proxy.Options{TLS: secure, Seen: log.exchange, Guard: f.asking.guard()})
	fmt.Fprintf(out, "rolecall proxy of %s %s at %s, before %s\n", contract.Title, contract.Version, url+contract.BasePath, target.Redacted())
	if said := f.listening.secure.told(); said != "" {
		fmt.Fprint(out, said)
	}
	fmt.Fprintf(out, "What it has seen: %s/_rolecall/proxy/journal, or /_rolecall/proxy/ in a browser\nStop: Ctrl-C, and what was found is told\n\n", url)
	if opens := f.asking.opens(listener.Addr(), "send requests to the target", "the journal"); opens != "" {
		fmt.Fprintln(errOut, "rolecall:", opens)
	}
	if err := f.listening.serve(ctx, listener, p); err != nil {
		return err
	}
	return f.conclude(p.Report(), out)
}

// conclude prints and writes what was found, and makes it the exit code.
func (f proxyFlags) conclude(found proxy.Report, out io.Writer) error {
	if err := found.Print(out, colored(out)); err != nil {
		return &exitError{exitInconclusive, err}
	}
	if f.json != "" {
		if err := writeJSON(f.json, found, out); err != nil {
			return &exitError{exitInconclusive, fmt.Errorf("writing the report: %w; name a file that can be written", err)}
		}
	}
	switch {
	case found.Verdict == proxy.Violated, f.strict && found.By(proxy.Client) > 0:
		return &exitError{code: exitViolated}
	case found.Verdict == proxy.Inconclusive:
		return &exitError{code: exitInconclusive}
	}
	return nil
}

// addressOf reads the address of a server.
func addressOf(flag, text string) (*url.URL, error) {
	if text == "" {
		return nil, fmt.Errorf("no server; give %s its address, such as https://staging.example.com/api", flag)
	}
	at, err := url.Parse(text)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" || at.RawQuery != "" || at.Fragment != "" {
		return nil, fmt.Errorf("%s %q is not the address of a server; write http or https, a host and a path: https://staging.example.com/api", flag, text)
	}
	return at, nil
}

// trusting is what is needed to reach a server whose certificate an authority of a
// file signed, nil without one.
func trusting(file string) (*tls.Config, error) {
	if file == "" {
		return nil, nil
	}
	text, err := readInput(file)
	if err != nil {
		return nil, fmt.Errorf("reading the authority: %w; give --ca-file a PEM file", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, errors.New("--ca-file " + file + " holds no certificate; give it a PEM file")
	}
	return &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, nil
}

// proxyLog writes a line for each exchange, and one for each kind of finding when
// it is first seen.
type proxyLog struct {
	mu    sync.Mutex
	out   io.Writer
	color bool
	told  map[string]bool
}

// mostTold bounds which findings are known to have been told.
const mostTold = 10_000

func (l *proxyLog) exchange(x proxy.Exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	status, number := "---", "31"
	if x.Status != 0 {
		status = fmt.Sprint(x.Status)
		number = colorOf(status)
	}
	fmt.Fprintf(l.out, "%s  %s  %-6s %q  %s\n", painted(l.color, "2", time.Now().Format("15:04:05.000")), painted(l.color, number, status),
		x.Method, x.Path, x.Took.Round(time.Microsecond))
	for _, f := range x.Findings {
		line := f.Line()
		if l.told[line] || len(l.told) == mostTold {
			continue
		}
		l.told[line] = true
		fmt.Fprintf(l.out, "  %s\n", painted(l.color, "1", line))
	}
}
