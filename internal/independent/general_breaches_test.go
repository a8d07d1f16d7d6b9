package independent

// generalBreaches are of what the contract says of every operation.
var generalBreaches = []breach{
	{"GEN-1", []string{
		"login-frozen", "login-frozen-merged", "login-frozen-merged@v2", "login-frozen-merged@role", "login-frozen-roles", "login-frozen-held-roles", "login-frozen-held-roles@POST users", "login-frozen-edits", "login-frozen-edits@v3 PATCH users", "login-frozen-switches", "login-frozen-switches@roles GET",
	}},
	{"PRM-15", []string{"login-frozen-enabled", "login-frozen-enabled@v2 PATCH"}},
	{"GEN-2", []string{"born-at-the-epoch", "born-at-the-epoch@v2 users", "born-at-the-epoch@roles", "born-in-local-time", "modified-grows-by-a-millisecond", "modified-grows-by-a-millisecond@me v2"}},
	{"GEN-3", []string{
		"path-any-case-unguarded", "path-slashes-unguarded", "path-endings-unguarded", "path-percents-unguarded", "path-any-case-without-admin", "path-slashes-without-permission",
		"override-by-header", "override-by-header@v2 user", "override-by-header@roles", "override-by-short-header", "override-by-other-header", "override-by-query",
	}},
	{"GEN-4", []string{"bulk-locks-in-order", "bulk-locks-in-order@v2"}},
	{"OP-5", []string{"email-kept-lower@POST", "email-domain-kept-lower@POST", "email-domain-kept-lower@POST v2"}},
	{"OP-7", []string{"email-domain-kept-lower@PATCH v3"}},
	{"every operation", []string{
		"crash@GET me", "crash@PATCH me", "crash@GET users", "crash@POST users", "crash@PATCH users", "crash@GET user", "crash@PATCH user",
		"crash@GET roles", "crash@POST roles", "crash@GET role", "crash@PATCH role", "crash@POST login",
		"crash-told@GET me", "crash-told@PATCH me", "crash-told@GET users", "crash-told@POST users", "crash-told@PATCH users", "crash-told@GET user", "crash-told@PATCH user",
		"crash-told@GET roles", "crash-told@POST roles", "crash-told@GET role", "crash-told@PATCH role", "crash-told@POST login",
	}},
}
