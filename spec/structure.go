package spec

import (
	"strings"

	"github.com/cotalker/rolecall/internal/document"
)

// objectKind is what a node of a document is, as OpenAPI names its objects: an
// operation, a schema. What stands below one is read by the table of the structure, so that a member of
// somebody's schema that is called security, or an example that holds a $ref,
// is taken for neither.
type objectKind string

const (
	documentObject   objectKind = "document"
	componentsObject objectKind = "components"
	pathItemObject   objectKind = "pathItem"
	operationObject  objectKind = "operation"
	parameterObject  objectKind = "parameter"
	headerObject     objectKind = "header"
	bodyObject       objectKind = "requestBody"
	mediaObject      objectKind = "mediaType"
	encodingObject   objectKind = "encoding"
	responseObject   objectKind = "response"
	schemaObject     objectKind = "schema"
	schemeObject     objectKind = "securityScheme"
	callbackObject   objectKind = "callback"
	exampleObject    objectKind = "example"
	linkObject       objectKind = "link"
	infoObject       objectKind = "info"
	licenseObject    objectKind = "license"
	contactObject    objectKind = "contact"
	serverObject     objectKind = "server"
	variableObject   objectKind = "server variable"
	tagObject        objectKind = "tag"
	elsewhereObject  objectKind = "externalDocs"
	pathsObject      objectKind = "paths object"
	responsesObject  objectKind = "responses object"
	flowsObject      objectKind = "flows object"
	flowObject       objectKind = "flow"
	xmlObject        objectKind = "xml object"
	tellingObject    objectKind = "discriminator"
)

// child says what stands below a keyword: one object of a kind, a list of them, or an
// object whose members, called as one likes, each are one.
type child struct {
	kind       objectKind
	list, free bool
	itself     objectKind // of the object of such members, where it may have extensions
}

func one(k objectKind) child    { return child{kind: k} }
func listOf(k objectKind) child { return child{kind: k, list: true} }
func mapOf(k objectKind) child  { return child{kind: k, free: true} }

// structure is where in an OpenAPI document what stands.
var structure = map[objectKind]map[string]child{
	documentObject: {
		"paths": {kind: pathItemObject, free: true, itself: pathsObject}, "servers": listOf(serverObject), "tags": listOf(tagObject), "externalDocs": one(elsewhereObject), "webhooks": mapOf(pathItemObject), "components": one(componentsObject), "info": one(infoObject),
	},
	infoObject:   {"license": one(licenseObject), "contact": one(contactObject)},
	serverObject: {"variables": mapOf(variableObject)},
	tagObject:    {"externalDocs": one(elsewhereObject)},
	schemeObject: {"flows": one(flowsObject)},
	flowsObject: {
		"implicit": one(flowObject), "password": one(flowObject), "clientCredentials": one(flowObject), "authorizationCode": one(flowObject),
	},
	componentsObject: {
		"schemas": mapOf(schemaObject), "responses": mapOf(responseObject), "parameters": mapOf(parameterObject),
		"examples": mapOf(exampleObject), "requestBodies": mapOf(bodyObject), "headers": mapOf(headerObject),
		"securitySchemes": mapOf(schemeObject), "links": mapOf(linkObject), "callbacks": mapOf(callbackObject), "pathItems": mapOf(pathItemObject),
	},
	pathItemObject: {
		"get": one(operationObject), "put": one(operationObject), "post": one(operationObject), "delete": one(operationObject),
		"options": one(operationObject), "head": one(operationObject), "patch": one(operationObject), "trace": one(operationObject),
		"parameters": listOf(parameterObject), "servers": listOf(serverObject),
	},
	operationObject: {
		"parameters": listOf(parameterObject), "requestBody": one(bodyObject), "responses": {kind: responseObject, free: true, itself: responsesObject},
		"callbacks": mapOf(callbackObject), "servers": listOf(serverObject), "externalDocs": one(elsewhereObject),
	},
	linkObject:      {"server": one(serverObject)},
	parameterObject: {"schema": one(schemaObject), "content": mapOf(mediaObject), "examples": mapOf(exampleObject)},
	headerObject:    {"schema": one(schemaObject), "content": mapOf(mediaObject), "examples": mapOf(exampleObject)},
	bodyObject:      {"content": mapOf(mediaObject)},
	mediaObject:     {"schema": one(schemaObject), "itemSchema": one(schemaObject), "examples": mapOf(exampleObject), "encoding": mapOf(encodingObject)},
	encodingObject:  {"headers": mapOf(headerObject)},
	responseObject:  {"headers": mapOf(headerObject), "content": mapOf(mediaObject), "links": mapOf(linkObject)},
	schemaObject: {
		"xml": one(xmlObject), "discriminator": one(tellingObject), "externalDocs": one(elsewhereObject),
		"properties": mapOf(schemaObject), "patternProperties": mapOf(schemaObject), "$defs": mapOf(schemaObject),
		"definitions": mapOf(schemaObject), "dependentSchemas": mapOf(schemaObject),
		"items": one(schemaObject), "additionalProperties": one(schemaObject), "not": one(schemaObject), "if": one(schemaObject),
		"then": one(schemaObject), "else": one(schemaObject), "contains": one(schemaObject), "propertyNames": one(schemaObject),
		"unevaluatedItems": one(schemaObject), "unevaluatedProperties": one(schemaObject), "contentSchema": one(schemaObject),
		"allOf": listOf(schemaObject), "anyOf": listOf(schemaObject), "oneOf": listOf(schemaObject), "prefixItems": listOf(schemaObject),
	},
}

// below visits the nodes that stand below n, which is of the kind; callbacks hold
// path items under names of any kind.
func (k objectKind) below(n *node, visit func(at child, below *node)) {
	for key, member := range n.Members() {
		at, known := structure[k][key]
		if k == callbackObject && !strings.HasPrefix(key, "x-") && key != "$ref" {
			at, known = one(pathItemObject), true
		}
		if known {
			visit(at, member)
		}
	}
}

// walk visits a document and all that stands in it. What a $ref leads to in
// another file is visited too, once; in this file it is visited where it stands.
func walk(document *node, visit func(*node, objectKind)) {
	w := walker{visit: visit, seen: map[*node]bool{}, file: document.File()}
	w.walk(document, documentObject)
}

type walker struct {
	visit func(*node, objectKind)
	seen  map[*node]bool // of other files
	file  string
}

func (w *walker) walk(n *node, at objectKind) {
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
			if c.itself != "" {
				w.visit(below, c.itself)
			}
			for name, member := range below.Members() {
				if c.kind == schemaObject || !strings.HasPrefix(name, "x-") {
					w.walk(member, c.kind)
				}
			}
		case c.list || c.kind == schemaObject && below.Kind == document.Array: // items may be a list, in older drafts
			for _, item := range below.Items {
				w.walk(item, c.kind)
			}
		default:
			w.walk(below, c.kind)
		}
	})
}

// references reports every $ref that leads nowhere, and every security scheme
// that is not declared.
func (c *compiler) references(root *node) {
	schemes, heavy, targets := root.Get("components", "securitySchemes"), newWeights(), &targets{known: map[*node]bool{}}
	schemas := &written{nested: map[*node]int{}}
	walk(root, func(n *node, at objectKind) {
		if ref, is := n.Ref(); is && n.Deref() == nil {
			what, mend := n.Why(ref)
			c.report.At(n.Own("$ref"), "the reference "+ref+" "+what, mend)
		}
		if at == schemaObject {
			c.otherReferences(n)
			c.tooManySchemas(n, schemas)
			c.tooManyParts(n, heavy)
			c.tooManyTargets(n, targets)
		}
		if at == documentObject || at == operationObject {
			c.schemeNames(n.Own("security"), schemes)
		}
		if at == schemaObject {
			c.schemeNames(n.Own("x-security"), schemes)
		}
	})
	for n := range heavy.circular {
		c.report.Warn(n, "the schema is composed of itself, so that anything fits it", "let it refer to itself in a member or in the items of a list only")
	}
	c.circular, c.contract.references = heavy.circular, targets.places
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
