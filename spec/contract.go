package spec

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/cotalker/rolecall/internal/document"
	"github.com/cotalker/rolecall/internal/infer"
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
	Schemes      []*Scheme    // that carry a token, in the order of the document
	Headers      []*HeaderKey // in the order of the document
	Features     []string     // every feature, in the order of first appearance
	BasePath     string       // path of the document's first server: /api
	Embedded     bool         // the document that ships in the binary
	Warnings     Problems     // what is wrong with the document and was worked around

	origin
	schemas *schemas
}

// origin is what a contract was made of.
type origin struct {
	root       *node
	guesses    []infer.Guess // what was worked out that the document does not say
	references int           // to schemas
	source     []byte
	others     [][sha256.Size]byte // the sums of the other files, of the overlays, of where rights are read from
	overlaid   bool
}

// Digest names the text that the contract was made of, whatever its file is
// called: the SHA-256 of the document, "" where the contract was made from none.
// Where it refers to other files, or overlays were laid over it, the SHA-256 of
// each follows the document in what is summed: the files in the order of their
// names, then the overlays in theirs, then the extension that the rights were read
// from, where one was named.
func (c *Contract) Digest() string {
	if c.source == nil {
		return ""
	}
	sum := sha256.New()
	sum.Write(c.source)
	for _, other := range c.others {
		sum.Write(other[:]) // a sum and not a text, so that none runs into the next
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil))
}

//go:embed users.yaml
var usersDocument []byte

//go:generate go test -run ^TestPackedDocuments$ -update .

//go:embed users.packed
var usersPacked string

// defaultFile is the name that the embedded document goes by in messages.
const defaultFile = "spec/users.yaml"

// Default loads the embedded document, with one set of options or none: overlays
// that are laid over it, say.
func Default(options ...Options) (*Contract, error) {
	var o Options
	if len(options) > 0 {
		o = options[0]
	}
	root, unchanged, err := document.Unpack(usersPacked, defaultFile, usersDocument)
	o.embedded, o.tested = true, unchanged
	c, err := loaded(defaultFile, usersDocument, root, o, err)
	if c != nil {
		c.Embedded = true
	}
	return c, err
}

// DefaultSource is the embedded document as it is written.
func DefaultSource() []byte { return slices.Clone(usersDocument) }

// Load reads a document, YAML or JSON, that refers to no other file, and
// compiles it. The name of the file is for messages only. The error of a
// document that can be read but not used is a [Problems] with every mistake in
// it; what is wrong and hinders nothing stands in the contract's Warnings, and
// more of it is found by [Contract.Lint].
func Load(file string, data []byte) (*Contract, error) {
	root, err := document.Parse(file, data)
	return loaded(file, data, root, Options{}, err)
}

// Options are what reading a document depends on. The zero value reads it as it
// is written.
type Options struct {
	// AllowRefs are folders, besides that of the document, that references may
	// lead to. Nothing else is read, and nothing is fetched.
	AllowRefs []string
	// Overlays are laid over the document in their order before anything else is
	// made of it.
	Overlays []Overlay
	// RightsFrom is the extension that operations carry their rights in, such as
	// x-required-permissions. Where it is "" those that are usual are looked for.
	RightsFrom string
	// Opened is told the path of each file that the document refers to, before it
	// is read, whether it can be or not. nil tells nobody.
	Opened func(path string)

	embedded bool
	tested   bool // a test has held its extensions to the vocabulary
}

// LoadFile is [Load] of a document that may refer to others below its folder.
func LoadFile(file string, data []byte, o Options) (*Contract, error) {
	root, err := document.ReadFile(file, data, o.Opened, o.AllowRefs...)
	return loaded(file, data, root, o, err)
}

func loaded(file string, data []byte, root *node, o Options, err error) (*Contract, error) {
	if err != nil {
		return nil, err
	}
	c, err := load(file, root, o)
	if c != nil {
		c.source, c.others, c.overlaid = data, root.OtherFiles(), len(o.Overlays) > 0
		for _, over := range o.Overlays {
			c.others = append(c.others, sha256.Sum256(over.Text))
		}
		if o.RightsFrom != "" {
			c.others = append(c.others, sha256.Sum256([]byte("rights from "+o.RightsFrom)))
		}
	}
	return c, err
}

// load compiles a document.
func load(file string, root *node, o Options) (*Contract, error) {
	r := &document.Reporter{File: file}
	switch {
	case root.Get("swagger").Text() != "":
		r.At(root, "this is a document of Swagger "+root.Get("swagger").Text()+", which is older than OpenAPI 3", "convert it to OpenAPI 3, as converter.swagger.io or swagger2openapi do")
	case root.Kind != document.Object || root.Get("openapi").Value() == nil:
		r.At(root, "this is not an OpenAPI document: it has no openapi: member", "begin it with openapi: 3.1.0")
	}
	version(root, r)
	if err := r.Err(); err != nil {
		return nil, err
	}
	if err := layOver(root, o.Overlays, r); err != nil {
		return nil, err
	}
	rights := infer.Rights(root, o.RightsFrom, r)
	if o.RightsFrom != "" && len(rights) == 0 {
		r.At(root, "no operation has rights in "+o.RightsFrom, "name an extension that the document has, such as "+strings.Join(infer.Dialects(), ", "))
		return nil, r.Err()
	}
	for _, g := range rights {
		g.Apply()
	}
	read := &compiler{report: &document.Reporter{File: file}, contract: &Contract{File: file, origin: origin{root: root}}}
	read.references(root)
	if !o.tested || len(o.Overlays)+len(rights) > 0 {
		read.vocabulary(root)
	}
	if err := read.report.Err(); err != nil {
		return nil, err // what follows would only stumble over the same
	}
	var guesses []infer.Guess
	if !o.embedded {
		guesses = infer.Of(root)
	}
	for round := 0; ; round++ {
		c := &compiler{
			report:   &document.Reporter{File: file},
			contract: &Contract{File: file, Permissions: &Permissions{index: map[string]int{}}, origin: origin{root: root, guesses: guesses, references: read.contract.references}},
			circular: read.circular,
		}
		for _, g := range guesses {
			g.Apply()
		}
		if err := c.compile(); err != nil {
			return nil, err
		}
		err := c.report.Err()
		if err == nil {
			c.contract.guesses = slices.Concat(rights, guesses)
			c.contract.markGuessed()
			c.contract.Warnings, c.contract.schemas = slices.Concat(r.Warnings(), read.report.Warnings(), c.report.Warnings()), c.schemas
			return c.contract, nil
		}
		if len(guesses) == 0 {
			return nil, err
		}
		guesses = withoutFaulty(guesses, err, round < maxRounds)
	}
}

type compiler struct {
	report     *document.Reporter
	contract   *Contract
	schemes    map[string]*Scheme
	headerKeys map[string]*HeaderKey
	ids        map[string]bool   // of operations
	routes     map[string]string // the path that was first of each shape
	schemas    *schemas
	accesses   []*Access
	heavy      bool           // a schema of too many parts was told
	circular   map[*node]bool // schemas that are composed of themselves
	rules      *ruleGraph
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

func (c *compiler) compile() (err error) {
	root := c.contract.root
	c.contract.Title, c.contract.Version = root.Get("info", "title").Text(), root.Get("info", "version").Text()
	c.contract.BasePath = c.basePath(nil, nil)
	c.ids, c.routes, c.rules = map[string]bool{}, map[string]string{}, newRuleGraph()
	c.schemas = newSchemas(root)
	c.schemas.circular = c.circular
	c.securitySchemes(root.Get("components", "securitySchemes"))
	c.resources()
	c.principal()
	if c.contract.Requirements, err = requirements(c.contract.Principal != nil); err != nil {
		return err
	}
	for path, item := range root.Get("paths").Members() {
		if strings.HasPrefix(path, "x-") {
			continue
		}
		item = item.PathItem()
		for method, n := range item.Members() {
			if slices.Contains(methods, method) && n.Kind == document.Object {
				op := c.operation(path, item, method, n)
				c.action(op)
				c.contract.Operations = append(c.contract.Operations, op)
			}
		}
	}
	if err := c.holdPlain(); err != nil {
		return err
	}
	for _, access := range c.accesses { // every name has its bit by now
		for i := range access.Alternatives {
			access.Alternatives[i].needs = c.contract.Permissions.Rights(access.Alternatives[i].Permissions...)
		}
	}
	c.hidePassword()
	c.features()
	return nil
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
