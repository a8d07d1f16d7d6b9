package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/settings"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// The tests here hold the files of examples/deploy to the program: each flag, each
// variable, each port and each path that they name is one that a mock has.

func deployed(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("../../examples/deploy", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// wayToServe is what the files count on of a mock's flags.
type wayToServe struct {
	port  string
	drain time.Duration
}

// startsMock parses a command line behind the name of the program, with variables of
// the environment, as the program does.
func startsMock(t *testing.T, args []string, variables map[string]string) *wayToServe {
	t.Helper()
	if len(args) == 0 || args[0] != "mock" {
		t.Fatalf("%q does not start a mock", args)
	}
	cmd := newMockCommand()
	if err := cmd.ParseFlags(args[1:]); err != nil {
		t.Fatalf("%q: %v", args, err)
	}
	known := map[string]bool{}
	lookup := func(name string) (string, bool) {
		value, set := variables[name]
		known[name] = known[name] || set
		return value, set
	}
	if err := settings.Apply(cmd, nil, lookup); err != nil {
		t.Fatalf("%v: %v", variables, err)
	}
	for name := range variables {
		if strings.HasPrefix(name, "ROLECALL_") && !known[name] {
			t.Errorf("%s is not the variable of a flag of rolecall mock", name)
		}
	}
	drain, _ := cmd.Flags().GetDuration("drain")
	return &wayToServe{port: cmd.Flags().Lookup("port").Value.String(), drain: drain}
}

// isAnswered tells whether a mock that is ready says so at a path.
func isAnswered(t *testing.T, path string) bool {
	t.Helper()
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	mock, err := mockserver.New(contract)
	if err != nil {
		t.Fatal(err)
	}
	reply := httptest.NewRecorder()
	mock.ServeHTTP(reply, httptest.NewRequest(http.MethodGet, path, nil))
	return reply.Code == http.StatusOK
}

var checkedPath = regexp.MustCompile(`option httpchk GET (\S+)`)

// balances looks at the configuration of a balancer: what it asks, and that it loads.
func balances(t *testing.T, config string) {
	t.Helper()
	asked := checkedPath.FindStringSubmatch(config)
	if asked == nil || !isAnswered(t, asked[1]) {
		t.Errorf("the balancer asks %q whether a mock is ready", asked)
	}
	program, err := exec.LookPath("haproxy")
	if err != nil {
		t.Log("NOT RUN: haproxy -c, for there is no haproxy here")
		return
	}
	file := filepath.Join(t.TempDir(), "haproxy.cfg")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(program, "-c", "-q", "-f", file).CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// at finds a value below members and, for a number, items.
func at(value any, path ...any) any {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			object, _ := value.(map[string]any)
			value = object[step]
		case int:
			list, _ := value.([]any)
			if step >= len(list) {
				return nil
			}
			value = list[step]
		}
	}
	return value
}

func yamlValue(t *testing.T, name, text string) any {
	t.Helper()
	root, err := document.Parse(name, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return root.Value()
}

// imageStarts is what the image runs.
func imageStarts(t *testing.T) []string {
	t.Helper()
	_, line, _ := strings.Cut(deployed(t, "Dockerfile"), "\nCMD ")
	line, _, _ = strings.Cut(line, "\n")
	var args []string
	if err := json.Unmarshal([]byte(line), &args); err != nil {
		t.Fatalf("CMD %s: %v", line, err)
	}
	return args
}

func TestTheComposeFileFitsTheProgram(t *testing.T) {
	file := yamlValue(t, "compose.yaml", deployed(t, "compose.yaml"))
	variables := map[string]string{}
	set, _ := at(file, "services", "mock", "environment").(map[string]any)
	for name, value := range set {
		variables[name] = fmt.Sprint(value)
	}
	seen := startsMock(t, imageStarts(t), variables)
	if grace, err := time.ParseDuration(fmt.Sprint(at(file, "services", "mock", "stop_grace_period"))); err != nil || grace < seen.drain+storeTimeout+5*time.Second {
		t.Errorf("it is killed after %s, and may take the drain of %s, 5 s for requests and %s for snapshots", grace, seen.drain, storeTimeout)
	}
	balancer := fmt.Sprint(at(file, "configs", "balancer", "content"))
	if !strings.Contains(balancer, "mock:"+seen.port+" ") {
		t.Errorf("the balancer does not ask port %s", seen.port)
	}
	balances(t, balancer)
	for _, name := range []string{"balancer", "database"} {
		if at(file, "services", name, "image") == nil {
			t.Errorf("there is no service %s", name)
		}
	}
}

func TestTheFileOfKubernetesFitsTheProgram(t *testing.T) {
	kinds := map[string]any{}
	for i, part := range strings.Split(deployed(t, "kubernetes.yaml"), "\n---\n") {
		one := yamlValue(t, fmt.Sprintf("kubernetes.yaml, part %d", i+1), part)
		for _, member := range []any{at(one, "apiVersion"), at(one, "kind"), at(one, "metadata", "name"), at(one, "spec")} {
			if member == nil {
				t.Errorf("part %d lacks what every object of Kubernetes has", i+1)
			}
		}
		kinds[fmt.Sprint(at(one, "kind"), " ", at(one, "metadata", "name"))] = one
	}
	pod := at(kinds["Deployment rolecall"], "spec", "template")
	mock := at(pod, "spec", "containers", 0)
	variables := map[string]string{}
	list, _ := at(mock, "env").([]any)
	for _, one := range list {
		value, is := at(one, "value").(string)
		if !is {
			value = "file:state" // a secret's
		}
		variables[fmt.Sprint(at(one, "name"))] = value
	}
	seen := startsMock(t, imageStarts(t), variables)
	if port := fmt.Sprint(at(mock, "ports", 0, "containerPort")); port != seen.port {
		t.Errorf("the container's port is %s, and the mock listens at %s", port, seen.port)
	}
	for _, probe := range []string{"readinessProbe", "livenessProbe"} {
		get := at(mock, probe, "httpGet")
		if path := fmt.Sprint(at(get, "path")); !isAnswered(t, path) || at(get, "port") != at(mock, "ports", 0, "name") {
			t.Errorf("the %s asks %s at port %v", probe, path, at(get, "port"))
		}
	}
	if at(mock, "readinessProbe", "httpGet", "path") == at(mock, "livenessProbe", "httpGet", "path") {
		t.Error("a mock whose store is away would be restarted")
	}
	grace, _ := time.ParseDuration(fmt.Sprint(at(pod, "spec", "terminationGracePeriodSeconds"), "s"))
	if grace < seen.drain+storeTimeout+5*time.Second {
		t.Errorf("it is killed after %s, and may take the drain of %s, 5 s for requests and %s for snapshots", grace, seen.drain, storeTimeout)
	}
	app := at(pod, "metadata", "labels", "app")
	for kind, path := range map[string][]any{
		"Deployment rolecall":          {"spec", "selector", "matchLabels", "app"},
		"PodDisruptionBudget rolecall": {"spec", "selector", "matchLabels", "app"},
		"Service rolecall":             {"spec", "selector", "app"},
	} {
		if chosen := at(kinds[kind], path...); app == nil || chosen != app {
			t.Errorf("the %s chooses pods of %v, and the mocks are of %v", kind, chosen, app)
		}
	}
}

func TestTheUnitOfSystemdFitsTheProgram(t *testing.T) {
	unit := deployed(t, "rolecall.service")
	value := func(key string) string {
		_, line, _ := strings.Cut(unit, "\n"+key+"=")
		line, _, _ = strings.Cut(line, "\n")
		return line
	}
	args := strings.Fields(value("ExecStart"))
	name, store, _ := strings.Cut(value("Environment"), "=")
	startsMock(t, args[1:], map[string]string{name: store})
	program, err := exec.LookPath("systemd-analyze")
	if err != nil || runtime.GOOS != "linux" {
		t.Skip("NOT RUN: systemd-analyze verify, for there is none here")
	}
	file := filepath.Join(t.TempDir(), "rolecall.service")
	if err := os.WriteFile(file, []byte(strings.Replace(unit, args[0], "/bin/true", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command(program, "verify", file).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

func TestTheBalancerFitsTheProgram(t *testing.T) { balances(t, deployed(t, "haproxy.cfg")) }
