package mockserver

import "github.com/cotalker/rolecall/spec"

// actionStage is the step in which the world is read or changed.
var actionStage = []string{"action"}

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
	spec.UnknownID: actionStage, spec.NotUnique: actionStage, spec.Outdated: actionStage, spec.BadCredentials: actionStage, spec.NoAnswer: actionStage,
}
