package spec

import (
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// place is what a node of a document is: an operation, a schema. What stands
// below a place is read by the table of the structure, so that a member of
// somebody's schema that is called security, or an example that holds a $ref,
// is taken for neither.
type place string

const (
	documentPlace   place = "document"
	componentsPlace place = "components"
	pathItemPlace   place = "pathItem"
	operationPlace  place = "operation"
	parameterPlace  place = "parameter"
	headerPlace     place = "header"
	bodyPlace       place = "requestBody"
	mediaPlace      place = "mediaType"
	encodingPlace   place = "encoding"
	responsePlace   place = "response"
	schemaPlace     place = "schema"
	schemePlace     place = "securityScheme"
	callbackPlace   place = "callback"
	examplePlace    place = "example"
	linkPlace       place = "link"
	infoPlace       place = "info"
	licensePlace    place = "license"
)

// child says what stands below a keyword: one of a place, a list of them, or an
// object whose members, called as one likes, each are one.
type child struct {
	place      place
	list, free bool
}

func one(p place) child    { return child{place: p} }
func listOf(p place) child { return child{place: p, list: true} }
func mapOf(p place) child  { return child{place: p, free: true} }

// structure is where in an OpenAPI document what stands.
var structure = map[place]map[string]child{
	documentPlace: {
		"paths": mapOf(pathItemPlace), "webhooks": mapOf(pathItemPlace), "components": one(componentsPlace), "info": one(infoPlace),
	},
	infoPlace: {"license": one(licensePlace)},
	componentsPlace: {
		"schemas": mapOf(schemaPlace), "responses": mapOf(responsePlace), "parameters": mapOf(parameterPlace),
		"examples": mapOf(examplePlace), "requestBodies": mapOf(bodyPlace), "headers": mapOf(headerPlace),
		"securitySchemes": mapOf(schemePlace), "links": mapOf(linkPlace), "callbacks": mapOf(callbackPlace), "pathItems": mapOf(pathItemPlace),
	},
	pathItemPlace: {
		"get": one(operationPlace), "put": one(operationPlace), "post": one(operationPlace), "delete": one(operationPlace),
		"options": one(operationPlace), "head": one(operationPlace), "patch": one(operationPlace), "trace": one(operationPlace),
		"parameters": listOf(parameterPlace),
	},
	operationPlace: {
		"parameters": listOf(parameterPlace), "requestBody": one(bodyPlace), "responses": mapOf(responsePlace), "callbacks": mapOf(callbackPlace),
	},
	parameterPlace: {"schema": one(schemaPlace), "content": mapOf(mediaPlace), "examples": mapOf(examplePlace)},
	headerPlace:    {"schema": one(schemaPlace), "content": mapOf(mediaPlace), "examples": mapOf(examplePlace)},
	bodyPlace:      {"content": mapOf(mediaPlace)},
	mediaPlace:     {"schema": one(schemaPlace), "itemSchema": one(schemaPlace), "examples": mapOf(examplePlace), "encoding": mapOf(encodingPlace)},
	encodingPlace:  {"headers": mapOf(headerPlace)},
	responsePlace:  {"headers": mapOf(headerPlace), "content": mapOf(mediaPlace), "links": mapOf(linkPlace)},
	schemaPlace: {
		"properties": mapOf(schemaPlace), "patternProperties": mapOf(schemaPlace), "$defs": mapOf(schemaPlace),
		"definitions": mapOf(schemaPlace), "dependentSchemas": mapOf(schemaPlace),
		"items": one(schemaPlace), "additionalProperties": one(schemaPlace), "not": one(schemaPlace), "if": one(schemaPlace),
		"then": one(schemaPlace), "else": one(schemaPlace), "contains": one(schemaPlace), "propertyNames": one(schemaPlace),
		"unevaluatedItems": one(schemaPlace), "unevaluatedProperties": one(schemaPlace), "contentSchema": one(schemaPlace),
		"allOf": listOf(schemaPlace), "anyOf": listOf(schemaPlace), "oneOf": listOf(schemaPlace), "prefixItems": listOf(schemaPlace),
	},
}

// below visits the nodes that stand below n, which is at a place; callbacks hold
// path items under names of any kind.
func (p place) below(n *node, visit func(at child, below *node)) {
	for key, member := range n.Members() {
		at, known := structure[p][key]
		if p == callbackPlace && !strings.HasPrefix(key, "x-") && key != "$ref" {
			at, known = one(pathItemPlace), true
		}
		if known {
			visit(at, member)
		}
	}
}

// walk visits a document and all that stands in it. What a $ref leads to in
// another file is visited too, once; in this file it is visited where it stands.
func walk(document *node, visit func(*node, place)) {
	w := walker{visit: visit, seen: map[*node]bool{}, file: document.File()}
	w.walk(document, documentPlace)
}

type walker struct {
	visit func(*node, place)
	seen  map[*node]bool // of other files
	file  string
}

func (w *walker) walk(n *node, at place) {
	if n == nil || n.File() != w.file && w.seen[n] {
		return
	}
	if n.File() != w.file {
		w.seen[n] = true
	}
	w.visit(n, at)
	if _, is := n.Ref(); is {
		if target := n.Deref(); target.File() != w.file {
			w.walk(target, at)
		}
	}
	at.below(n, func(c child, below *node) {
		switch {
		case c.free:
			for name, member := range below.Members() {
				if c.place == schemaPlace || !strings.HasPrefix(name, "x-") {
					w.walk(member, c.place)
				}
			}
		case c.list || c.place == schemaPlace && below.Kind == document.Array: // items may be a list, in older drafts
			for _, item := range below.Items {
				w.walk(item, c.place)
			}
		default:
			w.walk(below, c.place)
		}
	})
}

// references reports every $ref that leads nowhere, and every security scheme
// that is not declared.
func (c *compiler) references(root *node) {
	schemes, heavy := root.Get("components", "securitySchemes"), weights{}
	walk(root, func(n *node, at place) {
		if ref, is := n.Ref(); is && n.Deref() == nil {
			what, mend := n.Why(ref)
			c.report.At(n.Own("$ref"), "the reference "+ref+" "+what, mend)
		}
		if at == schemaPlace {
			c.otherReferences(n)
			c.tooManyParts(n, heavy)
		}
		if at == documentPlace || at == operationPlace {
			c.schemeNames(n.Own("security"), schemes)
		}
		if at == schemaPlace {
			c.schemeNames(n.Own("x-security"), schemes)
		}
	})
}

// otherReferences looks at the words of JSON Schema that refer without being
// $ref. A dynamic one is followed as a plain one.
func (c *compiler) otherReferences(n *node) {
	for _, word := range []string{"$dynamicRef", "$recursiveRef"} {
		if ref := n.Own(word); ref.Text() != "" && n.Refers(ref.Text()) == nil {
			what, mend := n.Why(ref.Text())
			c.report.At(ref, "the reference "+ref.Text()+" "+what, mend)
		}
	}
	if dialect := n.Own("$schema"); dialect != nil && !strings.Contains(dialect.Text(), "2020-12") && !strings.Contains(dialect.Text(), "spec.openapis.org") {
		c.report.Warn(dialect, "$schema names the dialect "+dialect.Text()+", and the schema is read as JSON Schema 2020-12", "write it in that one, and leave $schema out")
	}
}

func (c *compiler) schemeNames(security, schemes *node) {
	if security == nil {
		return
	}
	for _, item := range security.Items {
		for scheme, roles := range item.Members() {
			if schemes.Own(scheme) == nil {
				c.report.Warn(roles, "the security scheme "+scheme+" is not declared", "declare it in components/securitySchemes, or name one that is; until then it is taken for a bearer token")
			}
		}
	}
}
