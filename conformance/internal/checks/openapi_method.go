package checks

import (
	"net/http"
	"slices"

	"github.com/cotalker/rolecall/conformance/internal/engine"
	"github.com/cotalker/rolecall/conformance/internal/wire"
)

// openAPIMethods are the checks of methods: those that a path has, HEAD and others.
func (b *builder) openAPIMethods() {
	methods := map[string][]string{}
	for _, op := range b.contract.Operations {
		methods[shapeOf(op.Path)] = append(methods[shapeOf(op.Path)], op.Method)
	}
	b.add(engine.Check{
		Topic: engine.Headers, Rule: "ROUTE-1", Name: "unknown-path", Needs: engine.Needs{Alone: true},
		Title: "a path that is none is 404",
		Run: func(t *engine.Trial) {
			at := b.contract.BasePath + "/" + engine.RunMark + "no/such/path/is/anywhere/in/the/document"
			x := t.Send(nil, t.Bootstrap(), wire.Method(http.MethodGet), wire.Path(at))
			t.Want(x, "a path that is none", 404, 401, 403)
		},
	})
	seen := map[string]bool{}
	for _, op := range b.operations {
		if op.Method == http.MethodGet && answers(op) && !slices.Contains(methods[shapeOf(op.Path)], http.MethodHead) {
			b.openAPI(engine.Check{
				Topic: engine.Headers, Rule: "ROUTE-1", Operation: op, Name: "head",
				Title: "HEAD goes where GET goes",
				Run: func(t *engine.Trial) {
					c := t.Call(op)
					x := c.Send(t.Bootstrap())
					right := []int{x.Status, 405}
					if engine.MayBeGone(op) { // and other checks put it, and take it away
						right = append(right, op.Success().Status, 404)
					}
					t.Want(c.Send(t.Bootstrap(), wire.Method(http.MethodHead)), "HEAD", right...)
				},
			})
		}
		if seen[shapeOf(op.Path)] {
			continue
		}
		seen[shapeOf(op.Path)] = true
		b.openAPI(engine.Check{
			Topic: engine.Headers, Rule: "ROUTE-1", Operation: op, Name: "methods",
			Writes: true,
			Title:  "a method that the path does not have is 405 with Allow",
			Run: func(t *engine.Trial) {
				c := t.Call(op)
				for _, name := range allMethods {
					if b.has(op.Path, name) {
						continue
					}
					x := c.Send(t.Bootstrap(), wire.Method(name))
					if t.Want(x, name+" on "+op.Path, 405) {
						wantAllow(t, x, name, methods[shapeOf(op.Path)])
					}
				}
			},
		})
	}
}
