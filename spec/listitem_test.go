package spec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cotalker/rolecall/spec"
)

// held is a document of shelves that hold books, with an operation below one of them.
func held(path, method, operation, more string) string {
	keys := ""
	for _, key := range strings.Split(path, "{")[1:] {
		name, _, _ := strings.Cut(key, "}")
		keys += fmt.Sprintf("{name: %s, in: path, required: true, schema: {type: string}},", name)
	}
	return `openapi: 3.1.0
info: {title: Shelves, version: "1"}
paths:
  /shelves:
    get: {operationId: list, responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Shelf"}}}}}}}
  /shelves/{id}:
    get: {operationId: read, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Shelf"}}}}}}
  ` + path + `:
    ` + method + `: {operationId: tried, parameters: [` + keys + `], ` + operation + `}
` + more + `components:
  schemas:
    Book: {type: object, required: [id], properties: {id: {type: string}, title: {type: string}, pages: {type: integer}}}
    Seat: {type: object, properties: {name: {type: string}, at: {type: integer}}}
    Shelf: {type: object, required: [id, name], properties: {id: {type: string}, name: {type: string}, books: {type: array, items: {$ref: "#/components/schemas/Book"}}, marks: {type: array, items: {type: string}}, seats: {type: array, items: {$ref: "#/components/schemas/Seat"}}, secrets: {type: array, writeOnly: true, items: {type: string}}, size: {type: integer}}}
`
}

func bodied(schema string) string {
	return `requestBody: {content: {application/json: {schema: ` + schema + `}}}, `
}

const (
	emptied = `responses: {"204": {description: ok}}`
	booked  = `responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}}`
	aBook   = `{$ref: "#/components/schemas/Book"}`
)

func TestItemsOfAListAreWorkedOut(t *testing.T) {
	for _, c := range []struct{ path, method, operation, want string }{
		{"/shelves/{id}/books/{book_id}", "delete", emptied, "removeItem books id"},
		{"/shelves/{id}/books/{bookId}", "put", bodied(aBook) + booked, "addItem books id"},
		{"/shelves/{id}/books/{id2}", "delete", emptied, ""},   // which member that is, is not said
		{"/shelves/{id}/books/{index}", "delete", emptied, ""}, // as of a place
		{"/shelves/{id}/books/{book_id}", "put", booked, ""},   // there is no DELETE, and nothing to write
		{"/shelves/{id}/books/{book_id}", "patch", bodied(aBook) + booked, "updateItem books id"},
		{"/shelves/{id}/books/{book_id}", "post", emptied, ""}, // nothing is said of what it does
		{"/shelves/{id}/books", "post", bodied(aBook) + booked, "addItem books id"},
		{"/shelves/{id}/books", "put", bodied(`{type: array, items: `+aBook+`}`) + emptied, ""}, // it may put all of them in their place
		{"/shelves/{id}/books", "delete", emptied, "removeItem books id"},
		{"/shelves/{id}/books", "delete", bodied(`{type: object, properties: {why: {type: string}}}`) + emptied, ""},
		{"/shelves/{id}/books", "post", bodied(`{type: object, properties: {query: {type: string}}}`) + booked, ""},
		{"/shelves/{id}/marks/{mark}", "put", emptied, ""},
		{"/shelves/{id}/marks/{mark}", "delete", emptied, "removeItem marks "},
		{"/shelves/{id}/marks", "post", bodied(`{type: array, items: {type: string}}`) + emptied, "addItem marks "},
		{"/shelves/{id}/seats/{number}", "delete", emptied, ""},
		{"/shelves/{id}/secrets/{secret}", "delete", emptied, ""}, // no read shows it
		{"/shelves/{id}/size/{size}", "delete", emptied, ""},
		{"/shelves/{id}/addBook", "post", bodied(`{type: object, properties: {book: {type: string}}}`) + emptied, "addItem books id"},
		{"/shelves/{id}/removeBooks", "post", bodied(`{type: object, properties: {data: {type: object, properties: {bookIds: {type: array, items: {type: string}}}}}}`) + emptied, "removeItem books id"},
		{"/shelves/{id}/addBook", "post", bodied(`{type: object, properties: {title: {type: string}}}`) + emptied, ""},
		{"/shelves/{id}/addSeat", "post", bodied(`{type: object, properties: {seat: {type: string}}}`) + emptied, ""},
		{"/shelves/{id}/address", "post", bodied(`{type: object, properties: {ress: {type: string}}}`) + emptied, ""},
	} {
		got := itemOf(t, held(c.path, c.method, c.operation, ""))
		if got != c.want {
			t.Errorf("%s %s, %s: %q, want %q", c.method, c.path, c.operation, got, c.want)
		}
	}
	other := `  /shelves/{id}/books:
    get: {operationId: books, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: ok, content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Book"}}}}}}}
  /shelves/{id}/books/{book_id}:
    get: {operationId: book, parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: book_id, in: path, required: true, schema: {type: string}}], responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/components/schemas/Book"}}}}}}
`
	if got := itemOf(t, held("/shelves/{id}/addBook", "post", bodied(`{type: object, properties: {book: {type: string}}}`)+emptied, other)); got != "addItem books id" {
		t.Errorf("a verb beside a collection: %q", got)
	}
	text := strings.Replace(held("/shelves/{id}/books/{book_id}", "delete", emptied, ""), "openapi: 3.1.0", "openapi: 3.1.0\nx-infer: false", 1)
	if got := itemOf(t, text); got != "" {
		t.Errorf("where nothing is to be worked out: %q", got)
	}
}

// itemOf is what the operation of a document does to which items, "" for nothing.
func itemOf(t *testing.T, text string) string {
	t.Helper()
	contract, err := spec.Load("shelves.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	for _, op := range contract.Operations {
		if op.ID == "tried" && op.Action.Item != nil {
			if contract.Soft(op) || !op.Action.Guessed || !op.Action.Writes() || op.Action.Records().Collection != "shelves" {
				t.Errorf("%s: %+v", op.Path, op.Action)
			}
			return fmt.Sprint(op.Action.Kind, " ", op.Action.Item.In, " ", op.Action.Item.ID)
		}
	}
	return ""
}

func TestWhatIsWrongInTheWordsForItems(t *testing.T) {
	stored := func(path, method, operation string) string {
		return strings.Replace(held(path, method, operation, ""), "    Shelf: {", "    Shelf: {x-resource: {collection: shelves, id: id}, ", 1)
	}
	for _, c := range []struct{ path, operation, says string }{
		{"/shelves/{id}/books/{book}", `x-action: {removeItem: shelves, in: books, id: id}, ` + emptied, ""},
		{"/shelves/{id}/books/{book}", `x-action: {removeItem: racks, in: books, id: id}, ` + emptied, `there is no collection "racks"`},
		{"/shelves/{id}/books/{book}", `x-action: {removeItem: shelves, in: tapes}, ` + emptied, `has no list "tapes"`},
		{"/shelves/{id}/books/{book}", `x-action: {removeItem: shelves, in: size}, ` + emptied, `has no list "size"`},
		{"/shelves/{id}/books/{book}", `x-action: {removeItem: shelves, in: books, id: isbn}, ` + emptied, `has no member "isbn"`},
		{"/shelves/{id}/books/{book}", `x-action: {removeItem: shelves}, ` + emptied, "x-action"},
		{"/shelves/{id}/books/{book}", `x-action: {removeItem: shelves, in: books, at: book}, ` + booked, `has no member "book"`},
		{"/books/{book}", `x-action: {removeItem: shelves, in: books, id: id}, ` + emptied, "do not lead to one record"},
		{"/shelves/{id}/{part}/books/{book}", `x-action: {removeItem: shelves, in: books, id: id}, ` + emptied, "do not lead to one record"},
		{"/shelves/{id}/books", `x-action: {updateItem: shelves, in: books, id: id}, ` + bodied(aBook) + emptied, "what becomes of which item"},
		{"/shelves/{id}/books", `x-action: {addItem: shelves, in: books, id: id}, ` + emptied, "what becomes of which item"},
		{"/shelves/{id}/books/{book}", `x-action: {addItem: shelves, in: books, id: id, from: racks}, ` + emptied, `there is no collection "racks"`},
	} {
		_, err := spec.Load("shelves.yaml", []byte(stored(c.path, "post", c.operation)))
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s, %s: %v, want %q", c.path, c.operation, err, c.says)
		}
	}
}
