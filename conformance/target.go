package conformance

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
	"github.com/cotalker/rolecall/fixtures"
	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// Target is what a checker is told of the server it checks: File, Address, Login,
// Header, Writable, Features, Personas, Keys, Refused, and Handler, which is asked on a loopback
// port of its own where it is set.
type Target = wire.Target

// Persona is a caller that the target knows, and what its user may do.
type Persona = fixtures.Persona

// Refused is a token that must be 401: Name, Token.
type Refused = wire.Refused

// Bootstrap is the persona that sets up, re-reads and cleans up.
const Bootstrap = wire.Bootstrap

// TargetSchemaID names the JSON Schema of target files.
const TargetSchemaID = wire.TargetSchemaID

// LoadTarget reads a target file; ${NAME} in a token is the environment's.
func LoadTarget(contract *spec.Contract, file string) (*Target, error) {
	data, err := readSmall(file)
	if err != nil {
		return nil, fmt.Errorf("reading the target file: %w; name one that rolecall mock --target-file wrote, or write your own", err)
	}
	t, err := ParseTarget(contract, file, data, os.LookupEnv)
	if t != nil {
		t.File = file
	}
	return t, err
}

// maxTargetFile is how many bytes a target file may have: room for thousands of
// personas, and an end where another file, or a device, was named by mistake.
const maxTargetFile = 1 << 20

func readSmall(name string) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxTargetFile+1))
	if err == nil && len(data) > maxTargetFile {
		err = fmt.Errorf("%s has more than %d bytes", name, maxTargetFile)
	}
	return data, err
}

// ParseTarget reads the text of a target file. The name of the file is for
// messages only; the error is a [spec.Problems] with every mistake and its
// line.
func ParseTarget(contract *spec.Contract, file string, data []byte, env func(string) (string, bool)) (*Target, error) {
	root, err := document.Parse(file, data)
	if err != nil {
		return nil, err
	}
	r := &targetReader{Reporter: &document.Reporter{File: file}, contract: contract, env: env}
	if root.Kind != document.Object {
		r.At(root, "a target file is an object", "begin it with target: and the address of the server")
		return nil, r.Err()
	}
	t := &Target{}
	for name, n := range root.Members() {
		switch name {
		case "target":
			t.Address = r.address(n)
		case "login":
			t.Login = r.address(n)
		case "headers":
			t.Header = r.headers(n)
		case "writable":
			t.Writable = r.truth(n)
		case "features":
			t.Features = r.features(n)
		case "personas":
			t.Personas = r.personas(n)
		case "keys":
			t.Keys = r.keys(n)
		case "refused":
			t.Refused = r.refused(n)
		case schemaMember:
		default:
			r.At(n, fmt.Sprintf("a target file has no %q", name), "it has target, login, headers, writable, features, personas, keys and refused")
		}
	}
	if versions := engine.Versions(contract); root.Own("features") == nil && len(versions) > 0 { // a document may have none
		r.At(root, "the target declares no features", "add features: with one of "+strings.Join(versions, ", ")+" at least")
	}
	if n := root.Own("refused"); n != nil {
		r.contradict(n, t)
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return t, nil
}

type targetReader struct {
	*document.Reporter
	contract *spec.Contract
	env      func(string) (string, bool)
}

func (r *targetReader) address(n *document.Node) string {
	if _, err := wire.ParseAddress(n.Text()); err != nil {
		what, mend, _ := strings.Cut(err.Error(), "; ")
		r.At(n, what, mend)
		return ""
	}
	return strings.TrimRight(n.Text(), "/")
}

func (r *targetReader) truth(n *document.Node) bool {
	value, is := n.Scalar.(bool)
	if !is {
		r.At(n, "the value is neither true nor false", "write true or false")
	}
	return value
}

func (r *targetReader) texts(n *document.Node) []string {
	out := []string{}
	if n.Kind != document.Array {
		r.At(n, "the value is not a list", "write it as [one, two]")
	}
	for _, item := range n.Items {
		if _, is := item.Scalar.(string); !is || item.Kind != document.Scalar {
			r.At(item, "the value is not a text", "quote it")
		}
		out = append(out, item.Text())
	}
	return out
}

func (r *targetReader) features(n *document.Node) []string {
	out := r.texts(n)
	served := engine.Versions(r.contract)
	for _, item := range n.Items {
		if name := item.Text(); name != "" && !slices.Contains(r.contract.Features, name) {
			r.At(item, fmt.Sprintf("the contract has no feature %q", name), "it has "+strings.Join(r.contract.Features, ", "))
		}
	}
	if len(served) > 0 && !slices.ContainsFunc(out, func(name string) bool { return slices.Contains(served, name) }) {
		r.At(n, "the target declares no version", "add one of "+strings.Join(served, ", "))
	}
	return out
}

func (r *targetReader) personas(n *document.Node) []Persona {
	if n.Kind != document.Object {
		r.At(n, "personas is not an object", "write each as name: {token: TOKEN, permissions: []}")
		return nil
	}
	var out []Persona
	for name, item := range n.Members() {
		p := Persona{Name: name}
		for member, value := range item.Members() {
			switch member {
			case "token":
				p.Token = r.token(value)
			case "permissions":
				p.Permissions = r.texts(value)
			case "inactivePermissions":
				p.InactivePermissions = r.texts(value)
			case "disabled":
				p.Disabled = r.truth(value)
			default:
				r.At(value, fmt.Sprintf("a persona has no %q", member), "it has token, permissions, inactivePermissions and disabled")
			}
		}
		if item.Own("token") == nil {
			r.At(item, "the persona "+name+" has no token", "add token: with a bearer token, or ${NAME} of the environment")
		}
		if item.Own("permissions") == nil {
			r.At(item, "nothing says what the persona "+name+" may do", "add permissions: with the names that its active roles hold, [] for none")
		}
		if i := slices.IndexFunc(out, func(known Persona) bool { return known.Token == p.Token && p.Token != "" }); i >= 0 && rightsOf(out[i]) != rightsOf(p) {
			r.At(item, fmt.Sprintf("the personas %s and %s have one token and different rights", out[i].Name, name), "give each its own token, or the same rights")
		}
		out = append(out, p)
	}
	return out
}

// rightsOf are those of a persona, to compare.
func rightsOf(p Persona) string {
	return Rights{Active: p.Permissions, Inactive: p.InactivePermissions, Disabled: p.Disabled}.Key()
}

var environmentName = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)

func (r *targetReader) token(n *document.Node) string {
	return r.secret(n, "token", "the bearer token")
}

// secret reads what goes into a header, with the environment's values in it.
func (r *targetReader) secret(n *document.Node, what, wanted string) string {
	text, is := n.Scalar.(string)
	if !is || text == "" {
		r.At(n, "the "+what+" is not a text", "write "+wanted+", quoted where it is a number, or ${NAME} of the environment")
		return ""
	}
	out := environmentName.ReplaceAllStringFunc(text, func(found string) string {
		name := environmentName.FindStringSubmatch(found)[1]
		value, set := r.env(name)
		if !set || value == "" {
			r.At(n, "the environment has no "+name, "export it before the run")
		}
		return value
	})
	if strings.ContainsFunc(out, func(c rune) bool { return c < ' ' || c == 0x7f }) {
		r.At(n, "the "+what+" holds a line break or another control character, which no header can", "take it out; a secret that was read of a file often ends in a line break")
	}
	return out
}
