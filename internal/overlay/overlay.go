package overlay

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/theory/jsonpath"
)

// Overlay is a file of changes to a document.
type Overlay struct {
	File     string
	actions  []action
	warnings document.Problems
}

// action is one change, to each place that its target names.
type action struct {
	node         *document.Node // of the file
	target, copy *jsonpath.Path
	update       *document.Node
	remove       bool
	file         string // of the document, in which the places are; "" for the first
}

// maxActions is how many actions one file may have.
const maxActions = 100_000

// Read reads an overlay, YAML or JSON. The error is a [document.Problems] with
// every mistake in it.
func Read(file string, data []byte) (*Overlay, error) {
	root, err := document.Parse(file, data)
	if err != nil {
		return nil, err
	}
	r := &document.Reporter{File: file}
	o := &Overlay{File: file}
	version := root.Own("overlay").Text()
	switch {
	case root.Kind != document.Object || root.Own("overlay") == nil:
		r.At(root, "this is not an OpenAPI overlay: it has no overlay: member", "begin it with overlay: 1.0.0")
	case !strings.HasPrefix(version, "1.0.") && !strings.HasPrefix(version, "1.1."):
		r.At(root.Own("overlay"), fmt.Sprintf("the overlay is of version %s, which is not known", text(root.Own("overlay"))), "write overlay: 1.0.0 or 1.1.0")
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	known(r, root, "an overlay", "overlay", "info", "extends", "actions")
	if info := root.Own("info"); info.Own("title") == nil || info.Own("version") == nil {
		r.Warn(root, "the overlay does not say its title and version", `give it info: {title: TITLE, version: "1"}`)
	}
	actions := root.Own("actions")
	switch {
	case actions == nil || actions.Kind != document.Array || len(actions.Items) == 0:
		r.At(root, "the overlay has no list of actions", "give it actions: [{target: JSONPATH, update: VALUE}]")
		return nil, r.Err()
	case len(actions.Items) > maxActions:
		r.At(actions, fmt.Sprintf("the overlay has more than %d actions", maxActions), "let one action name several places")
		return nil, r.Err()
	}
	for _, n := range actions.Items {
		if a, fine := readAction(r, n); fine {
			o.actions = append(o.actions, a)
		}
	}
	o.warnings = r.Warnings()
	if err := r.Err(); err != nil {
		return nil, err
	}
	return o, nil
}

func readAction(r *document.Reporter, n *document.Node) (action, bool) {
	a := action{node: n, update: n.Own("update"), remove: n.Own("remove").True(), file: n.Own(fileWord).Text()}
	if n.Kind != document.Object || n.Own("target").Text() == "" {
		r.At(n, "the action has no target", `name the places that it changes: target: "$.paths['/pets'].get"`)
		return a, false
	}
	known(r, n, "an action", "target", "description", "update", "remove", "copy")
	a.target = path(r, n.Own("target"))
	if from := n.Own("copy"); from != nil {
		a.copy = path(r, from)
	}
	switch what := n.Own("remove"); {
	case what != nil && what.Scalar != true && what.Scalar != false:
		r.At(what, "remove is not true or false", "write remove: true")
	case a.remove && (a.update != nil || n.Own("copy") != nil):
		r.At(n, "the action removes and changes the same places", "make two actions of it: the one that removes, and the other")
	case a.update != nil && n.Own("copy") != nil:
		r.At(n, "the action has both update and copy", "make two actions of it")
	case !a.remove && a.update == nil && n.Own("copy") == nil:
		r.At(n, "the action changes nothing", "give it update: VALUE or remove: true")
	}
	return a, a.target != nil && (n.Own("copy") == nil || a.copy != nil)
}

// known tells of members that there are not, such as updates.
func known(r *document.Reporter, n *document.Node, what string, names ...string) {
	for name, member := range n.Members() {
		if !slices.Contains(names, name) && !strings.HasPrefix(name, "x-") {
			r.At(member, fmt.Sprintf("%s has no member %q", what, name), "write one of: "+strings.Join(names, ", "))
		}
	}
}

func text(n *document.Node) string { return string(n.AppendJSON(nil)) }
