package hostile

// kind is a way to spoil a reply.
type kind struct {
	name       string
	mayRefuse  bool                // an odd seed does not even do what was asked
	detail     func(uint64) string // what the seed chooses, for the name of a mutation
	everywhere bool                // seldom applies: it befalls every reply that there is
	apply      func(*answer)
}

// kinds are all there are. The order is that of Combination: neighbours are of
// different sorts.
var kinds = []kind{
	{name: "drop", apply: members(drop)},
	{name: "status", mayRefuse: true, detail: statusText, apply: status},
	{name: "empty-body", apply: body(empty)},
	{name: "reset", mayRefuse: true, apply: reset},
	{name: "retype", apply: members(retype)},
	{name: "truncated", apply: body(truncated)},
	{name: "hang", mayRefuse: true, apply: hang},
	{name: "null", apply: members(null)},
	{name: "huge", apply: huge},
	{name: "status-again", mayRefuse: true, detail: statusText, apply: status},
	{name: "rename", apply: members(rename)},
	{name: "not-json", detail: proseText, apply: body(prose)},
	{name: "longer-length", apply: longerLength},
	{name: "swap", apply: document(swap)},
	{name: "redirect", mayRefuse: true, detail: redirectText, apply: redirect},
	{name: "nest", apply: members(nest)},
	{name: "drip", apply: drip},
	{name: "empty", apply: members(emptied)},
	{name: "informational", detail: informationalText, apply: informational},
	{name: "scalar", detail: scalarText, apply: body(scalar)},
	{name: "gzip-bomb", apply: bomb},
	{name: "unwrap", apply: members(unwrap)},
	{name: "bad-chunks", apply: badChunks},
	{name: "wrong-type", detail: typeText, apply: wrongType},
	{name: "deep", apply: body(deep)},
	{name: "count", apply: members(count)},
	{name: "switching", mayRefuse: true, apply: switching},
	{name: "many-members", apply: manyMembers},
	{name: "close", mayRefuse: true, apply: closed},
	{name: "long-text", apply: longText},
	{name: "shorter-length", apply: shorterLength},
	{name: "crowd", apply: document(crowd)},
	{name: "status-once-more", mayRefuse: true, detail: statusText, apply: status},
	{name: "alter", apply: members(alter)},
	{name: "body-of-head", everywhere: true, apply: bodyOfHead},
	{name: "hang-in-body", apply: hangInBody},
	{name: "same-ids", everywhere: true, apply: document(sameIDs)},
	{name: "no-http", mayRefuse: true, detail: noHTTPText, apply: noHTTP},
	{name: "huge-header", apply: hugeHeader},
	{name: "endless", apply: endless},
	{name: "headers", detail: headersText, apply: headers},
	{name: "second-reply", apply: secondReply},
}
