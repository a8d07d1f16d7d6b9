package conformance_test

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

func usersContract(t testing.TB) *spec.Contract {
	t.Helper()
	contract, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	return contract
}

func environment(values map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		value, set := values[name]
		return value, set
	}
}

func TestATargetFileIsReadAsItWasWritten(t *testing.T) {
	want := &conformance.Target{
		Address: "http://127.0.0.1:4010/api", Login: "http://127.0.0.1:4010/auth/local", Writable: true,
		Header:   http.Header{"Rolecall-World": {"nightly"}, "X-Api-Key": {"12"}},
		Features: []string{"v2", "v3", "listing"},
		Personas: []conformance.Persona{
			{Name: "bootstrap", Token: "TOKEN", Permissions: []string{"admin-*-read", "admin-*-write"}},
			{Name: "user-read+user-write", Token: `odd "token": {}, #`, Permissions: []string{}},
			{Name: "no", Token: "12345", Permissions: []string{"*", "true"}, InactivePermissions: []string{"x y"}, Disabled: true},
		},
		Refused: []conformance.Refused{{Name: "expired", Token: "eyJ.x.y"}, {Name: "other tenant", Token: "#1"}},
	}
	var text strings.Builder
	if err := want.WriteYAML(&text); err != nil {
		t.Fatal(err)
	}
	got, err := conformance.ParseTarget(usersContract(t), "target.yaml", []byte(text.String()), environment(nil))
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v\nwant %+v\n%s", got, want, text.String())
	}
}

func TestATokenComesFromTheEnvironment(t *testing.T) {
	text := "target: http://localhost/api\nfeatures: [v3]\npersonas:\n  bootstrap: {token: 'a-${ADMIN_TOKEN}', permissions: []}\n"
	got, err := conformance.ParseTarget(usersContract(t), "t.yaml", []byte(text), environment(map[string]string{"ADMIN_TOKEN": "secret"}))
	if err != nil {
		t.Fatal(err)
	}
	if got.Personas[0].Token != "a-secret" {
		t.Errorf("token %q", got.Personas[0].Token)
	}
}

func TestATargetFileTellsEveryMistakeWithItsLine(t *testing.T) {
	text := `target: 127.0.0.1:4010
writeable: true
features: [v4, listing]
personas:
  bootstrap: {token: "${MISSING}", permissions: admin}
  client: {token: 5, permissions: []}
  other: {tokn: x}
  last: {token: good, permissions: []}
headers: {Rolecall-World: 7, "a b": c, X-Key: "${GONE}"}
refused:
  expired: ${GONE}
  twice: good
  none: 7
`
	_, err := conformance.ParseTarget(usersContract(t), "t.yaml", []byte(text), environment(nil))
	var problems spec.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("%v", err)
	}
	for _, want := range []string{
		`t.yaml:1: /target: "127.0.0.1:4010" is not the address of a server`, `t.yaml:2: /writeable`, `t.yaml:3: /features/0: the contract has no feature "v4"`,
		`t.yaml:3: /features: the target declares no version`, `t.yaml:5: /personas/bootstrap/token: the environment has no MISSING`,
		`t.yaml:5: /personas/bootstrap/permissions`, `t.yaml:6: /personas/client/token`, `t.yaml:7: /personas/other/tokn`, `the persona other has no token`,
		`t.yaml:9: /headers/Rolecall-World: the value of the header is not a text`, `t.yaml:9: /headers/a b: it is not the name of a header`, `t.yaml:9: /headers/X-Key: the environment has no GONE`,
		`t.yaml:11: /refused/expired: the environment has no GONE`, `t.yaml:12: /refused/twice: the token twice must be refused, and is that of the persona last`, `t.yaml:13: /refused/none: the token is not a text`,
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in\n%v", want, err)
		}
	}
}
