package spec_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/spec"
)

// TestWhatIsUnderstoodOfUsersWithoutExtensions takes every extension out of the
// embedded document and compares what is worked out with what is written there:
// the differences are a reviewed file, and docs/extensions.md says why they are.
func TestWhatIsUnderstoodOfUsersWithoutExtensions(t *testing.T) {
	root, err := document.Parse("users.yaml", spec.DefaultSource())
	if err != nil {
		t.Fatal(err)
	}
	strip(root)
	stripped, err := spec.Load("stripped.yaml", root.YAML())
	if err != nil {
		t.Fatal(err)
	}
	written, err := spec.Default()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	fmt.Fprintln(&b, "WHAT\tWRITTEN\tWORKED OUT")
	differ := func(what, want, got string) {
		if want != got {
			fmt.Fprintf(&b, "%s\t%s\t%s\n", what, want, got)
		}
	}
	for _, r := range written.Resources {
		got := "nothing"
		if other := stripped.ResourceOf(r.Collection); other != nil {
			got = resourceText(other)
		}
		differ("collection "+r.Collection, resourceText(r), got)
	}
	for i, op := range written.Operations {
		other := stripped.Operations[i]
		differ(op.ID, actionText(op), actionText(other))
		for j, p := range op.Query {
			differ(op.ID+" ?"+p.Name, filterText(p), filterText(other.Query[j]))
		}
		for _, rights := range written.Permissions.Names() {
			want, got := op.Access.AllowsRights(written.Permissions.Rights(rights)), other.Access.AllowsRights(stripped.Permissions.Rights(rights))
			differ(op.ID+" with "+rights, fmt.Sprint(want), fmt.Sprint(got))
		}
		if op.Body != nil && (op.Body.Rules == nil) != (other.Body.Rules == nil) {
			fmt.Fprintf(&b, "%s members\trights of their own\tnone\n", op.ID)
		}
	}
	const golden = "testdata/stripped.golden"
	if os.Getenv("UPDATE_STRIPPED") != "" {
		if err := os.WriteFile(golden, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, b.Bytes()) {
		t.Errorf("what is worked out has changed; where that is meant, keep it with UPDATE_STRIPPED=1 go test ./spec -run Stripped\ngot:\n%s", b.String())
	}
}

// strip takes all extensions out of a tree.
func strip(n *document.Node) {
	for _, key := range append([]string{}, n.Keys...) {
		if strings.HasPrefix(key, "x-") {
			n.Remove(key)
		} else {
			strip(n.Own(key))
		}
	}
	for _, item := range n.Items {
		strip(item)
	}
}

func resourceText(r *spec.Resource) string {
	text := fmt.Sprintf("%s by %s", r.SchemaName, r.ID)
	for _, u := range r.Unique {
		text += fmt.Sprintf(", unique %s", u.Member)
	}
	for _, ref := range r.References {
		text += fmt.Sprintf(", %s of %s", ref.Member, ref.Collection)
	}
	return text + fmt.Sprintf(", created %q, modified %q", r.Created, r.Modified)
}

func actionText(op *spec.Operation) string {
	a := op.Action
	text := string(a.Kind)
	if a.Resource != nil {
		text += " " + a.Resource.Collection
	}
	for word, is := range map[string]bool{" self": a.Self, " single": a.Single, " view": a.View} {
		if is {
			text += word
		}
	}
	return text
}

func filterText(p *spec.Parameter) string {
	if p.Filter.Kind == spec.NoFilter {
		return "ignored"
	}
	return strings.TrimSpace(string(p.Filter.Kind) + " " + strings.Join(p.Filter.Members, " "))
}
