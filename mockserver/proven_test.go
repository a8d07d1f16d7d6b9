package mockserver_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/internal/jsonvalue"
	"github.com/cotalker/rolecall/mockserver"
	"github.com/cotalker/rolecall/spec"
)

// TestWhatIsCountedAsStateIsKept asks each operation of the small documents that is
// counted as state over HTTP: what a write does is seen by a read of the same
// collection, and a read that nobody writes for agrees with the lists. Those of any
// other folder, with ROLECALL_PROVE=FOLDER.
func TestWhatIsCountedAsStateIsKept(t *testing.T) {
	files, _ := filepath.Glob("../internal/corpus/testdata/*.yaml")
	if folder := os.Getenv("ROLECALL_PROVE"); folder != "" {
		files, _ = filepath.Glob(filepath.Join(folder, "*.[jy]*"))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			contract, err := spec.Load(file, text)
			if err != nil {
				t.Fatal(err)
			}
			p := prover{t: t, contract: contract, proven: map[*spec.Operation]bool{}, said: map[*spec.Operation]string{}}
			p.prove()
		})
	}
}

// prover looks at the operations of one document.
type prover struct {
	t        *testing.T
	contract *spec.Contract
	mock     *mockserver.Server
	proven   map[*spec.Operation]bool
	said     map[*spec.Operation]string // of those that were refused
}

func (p *prover) prove() {
	counted, proven := 0, 0
	p.mock = newMock(p.t, p.contract)
	for _, op := range p.contract.Operations {
		switch {
		case op.Action.Item != nil:
			p.proven[op] = p.itemSeen(op)
		case op.Action.Writes():
			p.proven[op] = p.seen(op)
		}
	}
	for _, op := range p.contract.Operations {
		if op.Success() == nil || op.Action.Records() == nil || op.Action.Kind == spec.Login || p.contract.Soft(op) {
			continue
		}
		counted++
		if !p.proven[op] && !op.Action.Writes() {
			p.proven[op] = p.agrees(op)
		}
		if p.proven[op] {
			proven++
		} else {
			p.t.Errorf("%s %s is counted as state (%s of %s), and nothing shows it; %s", op.Method, op.Path, op.Action.Kind, op.Action.Records().Collection, p.said[op])
		}
	}
	if counted > 0 {
		p.t.Logf("%d of %d", proven, counted)
	}
}

// seen tells whether a write changes what some read of its collection replies.
func (p *prover) seen(op *spec.Operation) bool {
	places := p.mock.Places(op.Action.Resource)
	if len(places) == 0 && !op.Action.Resource.Empty { // all of them are deleted by now
		p.mock = newMock(p.t, p.contract)
		places = p.mock.Places(op.Action.Resource)
	}
	if op.Action.Add || op.Action.Upsert || len(places) == 0 {
		for i := range places {
			places[i].ID = "" // to be made
		}
		places = append(places, mockserver.Place{Parents: p.parents(op.Action.Resource)})
	}
	if op.Action.Content && op.Action.Upsert { // bytes at a place of their own
		places = []mockserver.Place{{Parents: p.parents(op.Action.Resource)}}
	}
	for _, at := range places[:min(len(places), 8)] {
		if at.ID == "" && op.Action.RecordKeys() > 0 {
			at.ID = keyText(op.PathKeys[len(op.PathKeys)-1])
		}
		if op.Action.Kind == spec.Delete && op.Action.Resource.Empty { // somebody puts it there first
			for _, put := range p.contract.Operations {
				if put.Action.Upsert && put.Action.Resource == op.Action.Resource {
					p.send(put, at)
				}
			}
		}
		before := p.replies(op.Action.Resource, at)
		w := p.send(op, at)
		if w.Code == http.StatusConflict && op.Action.Kind == spec.Create && p.empty(op.Action.Resource) { // an enum may have no value left
			before = p.replies(op.Action.Resource, at)
			w = p.send(op, at)
		}
		if w.Code >= 300 {
			p.said[op] = fmt.Sprint(w.Code, " ", w.Body)
			continue
		}
		if op.Action.Kind == spec.Create || op.Action.Upsert && !op.Action.Single {
			if made := p.mock.Places(op.Action.Resource); len(made) > 0 {
				at = made[len(made)-1]
			}
		}
		found := false
		for reader, reply := range p.replies(op.Action.Resource, at) {
			if reply != before[reader] {
				p.proven[reader], found = true, true
			}
		}
		if found {
			return true
		}
	}
	return false
}

// empty deletes all records of a resource, one by one, and tells whether it may.
func (p *prover) empty(r *spec.Resource) bool {
	for _, op := range p.contract.Operations {
		if op.Action.Kind != spec.Delete || op.Action.Resource != r {
			continue
		}
		for _, at := range p.mock.Places(r) {
			p.send(op, at)
		}
		return true
	}
	return false
}

// parents are ids of what a record may stand below.
func (p *prover) parents(r *spec.Resource) []string {
	var out []string
	for _, parent := range r.Parents {
		id := ""
		if parent.Resource != nil {
			if places := p.mock.Places(parent.Resource); len(places) > 0 {
				id = places[0].ID
			}
		}
		out = append(out, id)
	}
	return out
}

// replies are those of all that reads a collection.
func (p *prover) replies(r *spec.Resource, at mockserver.Place) map[*spec.Operation]string {
	out := map[*spec.Operation]string{}
	for _, op := range p.contract.Operations {
		if op.Action.Resource == r && (op.Action.Kind == spec.List || op.Action.Kind == spec.Read) {
			w := p.send(op, at)
			out[op] = http.StatusText(w.Code) + w.Body.String()
		}
	}
	return out
}

// agrees tells whether a read shows a record of the world, and nothing where there is
// none.
func (p *prover) agrees(op *spec.Operation) bool {
	for _, at := range p.mock.Places(op.Action.Resource) {
		w := p.send(op, at)
		if w.Code >= 300 || op.Success().MediaType != "" && !op.Counts() && !op.Action.Single && !strings.Contains(w.Body.String(), strings.Trim(string(jsonvalue.Append(nil, at.ID)), `"`)) {
			continue
		}
		if !op.Action.OfRecord() {
			return true
		}
		at.ID = "nobody-is-called-so"
		return p.send(op, at).Code >= 400
	}
	return false
}
