package spec

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"errors"
	"reflect"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// Contract is a document, compiled. It does not change after Load and may be
// used from many goroutines.
type Contract struct {
	File         string
	Title        string
	Version      string
	Operations   []*Operation // in the order of the document
	Resources    []*Resource
	Principal    *Principal // nil where the document has no callers
	Permissions  *Permissions
	Requirements []*Requirement
	Headers      []*HeaderKey // in the order of the document
	Features     []string     // every feature, in the order of first appearance
	BasePath     string       // path of the document's first server: /api
	Root         *Node
	Embedded     bool // the document that ships in the binary

	source []byte
}

// Digest names the text of the document, whatever its file is called: the
// SHA-256 of its bytes, "" where the contract was made from none.
func (c *Contract) Digest() string {
	if c.source == nil {
		return ""
	}
	sum := sha256.Sum256(c.source)
	return "sha256:" + hex.EncodeToString(sum[:])
}

//go:embed users.yaml
var usersDocument []byte

// DefaultFile is the name that the embedded document goes by in messages.
const DefaultFile = "spec/users.yaml"

// Default loads the embedded document. It has no mistakes: that was shown when
// it was tested, and is not shown again at each start, which would take twice
// as long.
func Default() (*Contract, error) {
	root, err := unpackDocument(usersPacked, DefaultFile, usersDocument)
	if err != nil {
		return nil, err
	}
	c, err := load(DefaultFile, nil, root)
	if c != nil {
		c.Embedded, c.source = true, usersDocument
	}
	return c, err
}

// DefaultSource is the embedded document as it is written.
func DefaultSource() []byte { return slices.Clone(usersDocument) }

// Load reads a document, YAML or JSON, and compiles it. The name of the file
// is for messages only. The error of a document that can be read but not used
// is a [Problems] with every mistake in it.
func Load(file string, data []byte) (*Contract, error) {
	root, err := ParseDocument(file, data)
	if err != nil {
		return nil, err
	}
	c, err := load(file, data, root)
	if c != nil {
		c.source = data
	}
	return c, err
}

// load compiles a document, and validates it where its text is given.
func load(file string, data []byte, root *Node) (*Contract, error) {
	var err error
	c := &compiler{
		report:   &Reporter{File: file},
		contract: &Contract{File: file, Root: root, Permissions: &Permissions{index: map[string]int{}}},
	}
	if root.Kind != Object || root.Get("openapi").Text() == "" {
		c.report.At(root, "this is no OpenAPI document: it has no openapi: member", "begin it with openapi: 3.1.0")
		return nil, c.report.Err()
	}
	if data != nil {
		if err := c.validate(data); err != nil {
			return nil, err
		}
	}
	if c.contract.Requirements, err = requirements(); err != nil {
		return nil, err
	}
	c.compile()
	if data != nil {
		c.schemas.compile(c.report)
		c.examples()
	}
	if err := c.report.Err(); err != nil {
		return nil, err
	}
	return c.contract, nil
}

// validate reports what is wrong with the document before it is compiled: what
// follows would only stumble over the same.
func (c *compiler) validate(data []byte) error {
	root := c.contract.Root
	c.names(root, root.Get("components", "securitySchemes"))
	if err := c.report.Err(); err != nil {
		return err // kin-openapi would stop at the first of them
	}
	c.openAPI(c.contract.File, data)
	c.vocabulary(root)
	return c.report.Err()
}

type compiler struct {
	report   *Reporter
	contract *Contract
	schemes  schemes
	schemas  *schemas
	accesses []*Access
}

// openAPI has kin-openapi read and validate the document.
func (c *compiler) openAPI(file string, data []byte) {
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(data)
	if err != nil {
		line := lineIn(err)
		c.report.Add(Problem{File: file, Line: line, What: "the document is no OpenAPI: " + oneLine(err), Mend: "mend it as the OpenAPI specification says"})
		return
	}
	// Examples and defaults are checked with our compiled schemas (examples.go):
	// kin-openapi compiles a 3.1 schema anew for every one of them.
	err = doc.Validate(context.Background(), openapi3.EnableMultiError(),
		openapi3.DisableExamplesValidation(), openapi3.DisableSchemaDefaultsValidation())
	var many openapi3.MultiError
	if err != nil && !errors.As(err, &many) {
		many = openapi3.MultiError{err}
	}
	for _, one := range many {
		c.report.Add(Problem{File: file, Line: originLine(one), What: oneLine(one), Mend: "mend it as the OpenAPI specification says"})
	}
}

// originLine finds the line that a validation error of kin-openapi carries:
// its many types have a field Origin in common and no interface.
func originLine(err error) int {
	line := 0
	for ; err != nil; err = errors.Unwrap(err) {
		v := reflect.Indirect(reflect.ValueOf(err))
		if v.Kind() != reflect.Struct {
			continue
		}
		if f := v.FieldByName("Origin"); f.IsValid() {
			if origin, ok := f.Interface().(*openapi3.Origin); ok && origin != nil && origin.Key != nil {
				line = origin.Key.Line
			}
		}
	}
	return line
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

func (c *compiler) compile() {
	root := c.contract.Root
	c.contract.Title, c.contract.Version = root.Get("info", "title").Text(), root.Get("info", "version").Text()
	c.contract.BasePath = c.basePath(nil, nil)
	c.schemas = newSchemas(root)
	c.securitySchemes(root.Get("components", "securitySchemes"))
	c.resources()
	c.principal()
	for path, item := range root.Get("paths").Members() {
		for method, n := range item.Members() {
			if slices.Contains(methods, method) {
				op := c.operation(path, item, method, n)
				c.action(op)
				c.contract.Operations = append(c.contract.Operations, op)
			}
		}
	}
	if c.contract.Principal == nil && slices.ContainsFunc(c.contract.Operations, func(op *Operation) bool { return !op.Access.Public() }) {
		c.report.At(root, "operations ask for a token, and nothing says how a token becomes a caller", "add an x-principal: "+vocabularyMend("x-principal"))
	}
	for _, access := range c.accesses { // every name has its bit by now
		for i := range access.Alternatives {
			access.Alternatives[i].needs = c.contract.Permissions.Rights(access.Alternatives[i].Permissions...)
		}
	}
	c.features()
}

func (c *compiler) securitySchemes(n *Node) {
	c.schemes = schemes{bearer: map[string]bool{}, headers: map[string]*HeaderKey{}}
	for name, scheme := range n.Members() {
		scheme = scheme.Deref()
		kind, value := scheme.Get("type").Text(), scheme.Get("x-value")
		switch {
		case kind == "http" && strings.EqualFold(scheme.Get("scheme").Text(), "bearer"):
			c.schemes.bearer[name] = true
		case kind == "apiKey" && scheme.Get("in").Text() == "header" && value != nil:
			h := &HeaderKey{Scheme: name, Name: canonicalHeader(scheme.Get("name").Text()), Value: value.Text()}
			c.schemes.headers[name] = h
			c.contract.Headers = append(c.contract.Headers, h)
		default:
			c.report.At(scheme, "the security scheme "+name+" is of a kind that is not served",
				"use http with bearer, or apiKey in a header with x-value")
		}
	}
}

func (c *compiler) features() {
	add := func(names ...string) {
		for _, name := range names {
			if name != "" && !slices.Contains(c.contract.Features, name) {
				c.contract.Features = append(c.contract.Features, name)
			}
		}
	}
	for _, op := range c.contract.Operations {
		add(op.Version)
	}
	for _, op := range c.contract.Operations {
		add(op.Features...)
		for _, p := range op.Query {
			add(p.Features...)
		}
	}
	for _, r := range c.contract.Requirements {
		if c.contract.hasWhatItIsAbout(r) {
			add(r.Feature)
		}
	}
}

const problemMediaType = "application/problem+json"

// hasWhatItIsAbout tells whether the document has something that a requirement of
// a feature speaks of: an operation that it names, or where it names none, the
// problem document that it asks of refusals.
func (c *Contract) hasWhatItIsAbout(r *Requirement) bool {
	return slices.ContainsFunc(c.Operations, func(op *Operation) bool {
		if len(r.Operations) > 0 {
			return r.About(op)
		}
		return slices.ContainsFunc(op.Replies, func(reply *Reply) bool { return reply.MediaType == problemMediaType })
	})
}
