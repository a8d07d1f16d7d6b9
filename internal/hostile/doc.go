// Package hostile is a server at its worst: it stands before a good one and
// changes its replies, each time in one way that a Mutation names. Members go
// missing or change their kind, bodies break off or never end, connections are
// reset, hang or drip. Combination numbers the mutations, so that one that was
// seen to do harm can be had again.
package hostile
