package conformance_test

import (
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/conformance"
	"github.com/cotalker/rolecall/spec"
)

func TestKeysOfATargetFileAreReadAsTheyWereWritten(t *testing.T) {
	contract := loaded(t, "testdata/contracts/clinic.yaml")
	want := &conformance.Target{
		Address: "http://127.0.0.1:4010/v3", Features: []string{}, Writable: true,
		Personas: []conformance.Persona{{Name: "bootstrap", Token: "TOKEN", Permissions: []string{}}},
		Keys:     map[string]string{"lab": `lab: "17"`, "device": "#{5}", "cabinet": "007"},
	}
	var text strings.Builder
	if err := want.WriteYAML(&text); err != nil {
		t.Fatal(err)
	}
	got, err := conformance.ParseTarget(contract, "target.yaml", []byte(text.String()), environment(nil))
	if err != nil || !maps.Equal(got.Keys, want.Keys) {
		t.Errorf("%v: read %+v of\n%s", err, got, text.String())
	}
	got, err = conformance.ParseTarget(contract, "target.yaml", []byte("target: http://localhost/\nkeys: {lab: 'us:${LAB}', device: '${DEVICE}'}\n"), environment(map[string]string{"LAB": "pass", "DEVICE": "five"}))
	if err != nil || got.Keys["lab"] != "us:pass" || got.Keys["device"] != "five" {
		t.Errorf("%v: %+v", err, got)
	}
}

func TestKeysOfATargetFileTellEveryMistakeWithItsLine(t *testing.T) {
	clinic, library := loaded(t, "testdata/contracts/clinic.yaml"), loaded(t, "testdata/contracts/library.yaml")
	plain, err := spec.Load("shop.yaml", []byte(shop))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range []struct {
		contract *spec.Contract
		keys     string
		want     []string
	}{
		{clinic, "keys:\n  labs: a:b\n  lab: alone\n  session: token\n  gate: pem\n  device: 7\n  cabinet: ${GONE}\n", []string{
			`t.yaml:3: /keys/labs: the document has no security scheme "labs"; did you mean lab? keys are those of lab, device, cabinet`,
			`t.yaml:4: /keys/lab: the scheme lab is basic, and the key has no colon; write user:password`,
			`t.yaml:5: /keys/session: the scheme session is where the token of log-in goes; take it out, and give the personas their tokens; keys are those of lab, device, cabinet`,
			`t.yaml:6: /keys/gate: the scheme gate is a client's certificate, which no request holds`,
			`t.yaml:7: /keys/device: the key is not a text; write the key as it is sent`,
			`t.yaml:8: /keys/cabinet: the environment has no GONE; export it before the run`,
		}},
		{clinic, "keys: [a]\n", []string{"t.yaml:2: /keys: keys is not an object; write each as SCHEME: KEY, such as machine: ${MACHINE_KEY}"}},
		{clinic, "keys:\n  lab: \"a:b\\n\"\n", []string{"t.yaml:3: /keys/lab: the key holds a line break"}},
		{library, "keys: {token: x}\n", []string{"t.yaml:2: /keys/token: the scheme token is where the token of log-in goes", "keys are those of gate"}},
		{usersContract(t), "features: [v3]\nkeys: {admin: 'true', other: x}\n", []string{
			"t.yaml:3: /keys/admin: the value of admin stands in the document (x-value), and is sent by itself", "no operation asks for a key beside the token of log-in; take it out",
			`t.yaml:3: /keys/other: the document has no security scheme "other"`,
		}},
		{plain, "keys: {basic: a:b}\n", []string{"t.yaml:2: /keys/basic: the document has no callers (no x-principal), so that each credential is the token of a persona; take keys out"}},
	} {
		_, err := conformance.ParseTarget(one.contract, "t.yaml", []byte("target: http://localhost/\n"+one.keys), environment(nil))
		var problems spec.Problems
		if !errors.As(err, &problems) {
			t.Errorf("%q: %v", one.keys, err)
			continue
		}
		for _, want := range one.want {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("no %q in\n%v", want, err)
			}
		}
	}
}

// TestAKeyIsNotGivenTwice has targets in Go that name what cannot be a key, and a header of
// a gateway in the place of one.
func TestAKeyIsNotGivenTwice(t *testing.T) {
	contract, mock := mockNamed(t, "library")
	for want, target := range map[string]*conformance.Target{
		`the key of gates: the document has no security scheme "gates"; did you mean gate?`: {Keys: map[string]string{"gates": "x"}},
		"the header X-Gate is sent by the checks themselves":                                {Keys: map[string]string{"gate": "x"}, Header: map[string][]string{"X-Gate": {"y"}}},
	} {
		target.Handler = mock
		_, err := conformance.Run(t.Context(), target, conformance.Options{Contract: contract})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %q in %v", want, err)
		}
	}
}
