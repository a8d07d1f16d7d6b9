// Package infer works out what an OpenAPI document leaves unsaid: which paths
// are collections, what each operation does to them, what a query parameter
// filters by. What it finds is written in the words that a person would use, the
// extensions of docs/extensions.md, each with its reason, so that there is one
// meaning and it can be read and edited.
//
//	for _, guess := range infer.Of(root) { guess.Apply() }
//
// Where an extension stands already nothing is guessed, and below x-infer: false
// nothing at all. Where what stands:
//
//	rights      rights that are written in extensions of others, as security
//	guess       what is found: a word, its value, where it belongs, and why
//	path        the normal form of paths, and which keys they have
//	operation   what an operation reads and replies, unwrapped
//	shape       the members of a schema, and when two are of the same thing
//	collection  paths that come in pairs, their resource, its id, its parents
//	name        what a collection is called
//	id          the member that a record is called by
//	bybody      records that bodies name
//	single      paths with one record
//	placed      paths of what is made there, shown, and taken away
//	membership  paths that tell whether something is there
//	content     paths of bytes
//	listitem    operations on the items of a list that a record holds
//	itembody    what those read and reply
//	queried     paths whose record a query names
//	made        paths that make what nobody reads
//	count       paths that reply how many a list has
//	shown       lists of what nobody writes
//	action      what each operation does
//	bulk        what is done to several records at once
//	flag        verbs that set a flag or a status
//	lookup      paths that read a record by another member than its id
//	elsewhere   what is done to a collection at other paths
//	filter      what each query parameter does
//	stamp       members that the server writes, and those that are unique
package infer
