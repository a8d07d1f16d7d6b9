package mockserver

import "github.com/cotalker/rolecall/spec"

// stageNames are the values of the header Rolecall-Stage: where on its way through
// the mock a request was refused. The console draws the way with it.
var stageNames = map[spec.RefusalKind][]string{
	spec.NoPath: {"route"}, spec.NoMethod: {"route"},
	spec.BadWish: {"wish"},
	spec.NoToken: {"caller"}, spec.DisabledCaller: {"caller"},
	spec.NoHeader: {"admission"}, spec.HeaderValue: {"admission"}, spec.NoPermission: {"admission"},
	spec.MediaType: {"body"}, spec.BodySize: {"body"}, spec.Syntax: {"body"}, spec.Busy: {"body"}, spec.Slow: {"body"},
	spec.MemberDefault: {"members"}, spec.MemberOwn: {"members"}, spec.ForbiddenMember: {"members"},
	spec.BadParameter: {"schema"}, spec.BadID: {"schema"}, spec.BadBody: {"schema"}, spec.BadReference: {"schema"},
	spec.UnknownID: {"action"}, spec.NotUnique: {"action"}, spec.Outdated: {"action"}, spec.BadCredentials: {"action"}, spec.NoAnswer: {"action"},
}
