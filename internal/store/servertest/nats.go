package servertest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// NATSServer is a NATS server with JetStream, or a cluster of several.
type NATSServer struct {
	URL   string
	t     TB
	ports []int
	asked []int // the port of each that tells its health
	nodes []*process
	login []nats.Option
}

// NATS starts so many NATS servers, which are a cluster where they are several.
func NATS(t TB, nodes int) *NATSServer { return startNATS(t, nodes, nil) }

// SecureNATS starts one server that speaks TLS and asks for a password. Its URL says
// how both are checked.
func SecureNATS(t TB, with Secure) *NATSServer { return startNATS(t, 1, &with) }

func startNATS(t TB, nodes int, with *Secure) *NATSServer {
	t.Helper()
	program, dir := need(t, "nats-server", "apt-get install -y nats-server"), folder(t)
	s := &NATSServer{t: t}
	var routes, servers []string
	for range nodes {
		s.ports, s.asked = append(s.ports, FreePort(t)), append(s.asked, FreePort(t))
		routes = append(routes, fmt.Sprintf("nats://127.0.0.1:%d", FreePort(t)))
		servers = append(servers, fmt.Sprintf("127.0.0.1:%d", s.ports[len(s.ports)-1]))
	}
	s.URL = "nats://" + strings.Join(servers, ",")
	var secure []string
	if with != nil {
		files := with.write(t, dir, "")
		s.URL = fmt.Sprintf("nats://rolecall:%s@%s?tls=true&ca=%s", with.Password, servers[0], files.certificate)
		s.login = []nats.Option{nats.RootCAs(files.certificate), nats.UserInfo("rolecall", with.Password)}
		secure = []string{"--tls", "--tlscert", files.certificate, "--tlskey", files.key, "--user", "rolecall", "--pass", with.Password}
	}
	for i := range nodes {
		arguments := []string{"-a", "127.0.0.1", "-p", fmt.Sprint(s.ports[i]), "-m", fmt.Sprint(s.asked[i]), "-n", fmt.Sprintf("node%d", i), "-js", "-sd", filepath.Join(dir, fmt.Sprint(i))}
		arguments = append(arguments, secure...)
		if nodes > 1 {
			arguments = append(arguments, "-cluster_name", "rolecall", "-cluster", routes[i], "-routes", strings.Join(routes, ","))
		}
		s.nodes = append(s.nodes, &process{t: t, make: func() *exec.Cmd { return exec.Command(program, arguments...) }})
	}
	t.Cleanup(s.Stop)
	s.Start()
	return s
}

// Start starts all servers, and waits until they keep streams.
func (s *NATSServer) Start() {
	s.t.Helper()
	for _, node := range s.nodes {
		node.start()
	}
	for _, port := range s.ports {
		Until(s.t, "NATS", func(ctx context.Context) error { return s.try(ctx, fmt.Sprintf("nats://127.0.0.1:%d", port)) })
	}
}

// StartOne starts one of them that was stopped, and waits until all its streams have
// what the others have: of three, one may be missing, and one that is behind is.
func (s *NATSServer) StartOne(node int) {
	s.t.Helper()
	s.nodes[node].start()
	Until(s.t, "the health of NATS", func(ctx context.Context) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/healthz", s.asked[node]), nil)
		if err != nil {
			return err
		}
		reply, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		defer reply.Body.Close()
		text, err := io.ReadAll(reply.Body)
		if err == nil && reply.StatusCode != http.StatusOK {
			err = fmt.Errorf("it says %s", text)
		}
		return err
	})
}

// Stop kills all servers.
func (s *NATSServer) Stop() {
	for i := range s.nodes {
		s.StopOne(i)
	}
}

// StopOne kills one of them.
func (s *NATSServer) StopOne(node int) { s.nodes[node].end(syscall.SIGKILL) }

// try makes a stream of as many replicas as there are servers, and deletes it.
func (s *NATSServer) try(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	c, err := nats.Connect(url, append(s.login, nats.Timeout(time.Second))...)
	if err != nil {
		return err
	}
	defer c.Close()
	js, err := jetstream.New(c)
	if err != nil {
		return err
	}
	_, err = js.CreateStream(ctx, jetstream.StreamConfig{Name: "ready", Subjects: []string{"ready"}, Replicas: len(s.nodes)})
	return errors.Join(err, js.DeleteStream(ctx, "ready"))
}
