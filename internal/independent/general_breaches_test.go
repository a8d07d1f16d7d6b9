package independent

// generalBreaches are of what the contract says of every operation.
var generalBreaches = []breach{
	{"HDR-1", []string{
		"jwt-none", "jwt-none@v2 me", "jwt-none@POST users", "jwt-none-in-any-case", "jwt-unverified", "jwt-unverified@v3 user PATCH", "jwt-verified-when-present", "jwt-signed-by-nothing", "jwt-signature-begun",
		"expired-works", "expired-works@v2 users GET",
	}},
	{"MOD-1", []string{
		"hash-bcrypt-shown", "hash-argon2-shown", "hash-scrypt-shown", "hash-pbkdf2-shown", "hash-crypt-shown", "hash-ldap-shown", "hash-md5-shown", "hash-sha1-shown", "hash-sha256-shown", "hash-base64-shown", "hash-base64-shown@v2 PATCH users", "hash-is-the-password",
	}},
	{"GEN-1", []string{
		"login-frozen", "login-frozen-merged", "login-frozen-merged@v2", "login-frozen-merged@role", "login-frozen-roles", "login-frozen-held-roles", "login-frozen-held-roles@POST users", "login-frozen-edits", "login-frozen-edits@v3 PATCH users", "login-frozen-switches", "login-frozen-switches@roles GET",
	}},
	{"PRM-15", []string{"login-frozen-enabled", "login-frozen-enabled@v2 PATCH"}},
	{"GEN-2", []string{"born-at-the-epoch", "born-at-the-epoch@v2 users", "born-at-the-epoch@roles", "born-in-local-time", "modified-grows-by-a-millisecond", "modified-grows-by-a-millisecond@me v2"}},
	{"GEN-3", []string{
		"path-any-case-unguarded", "path-slashes-unguarded", "path-endings-unguarded", "path-percents-unguarded", "path-any-case-without-admin", "path-slashes-without-permission",
		"override-by-header", "override-by-header@v2 user", "override-by-header@roles", "override-by-short-header", "override-by-other-header", "override-by-query",
	}},
	{"GEN-4", []string{
		"bulk-locks-in-order", "bulk-locks-in-order@v2", "nul-breaks", "nul-breaks@me", "nul-breaks@login", "nul-breaks@v2 users PATCH", "nul-breaks@roles POST", "surrogate-breaks", "surrogate-breaks@POST users", "surrogate-breaks@role", "surrogate-breaks@login", "control-breaks",
		"nul-breaks-a-query", "nul-breaks-a-query@roles", "utf8-breaks-a-query", "utf8-breaks-a-query@v2 users", "text-ends-at-nul", "text-without-control", "text-without-control@me",
	}},
	{"OP-5 || OP-7 || OP-8 || OP-12", []string{
		"text-backslash-dropped", "text-backslash-dropped@me", "text-quotes-doubled", "text-quotes-doubled@POST users", "text-quotes-doubled@v2 PATCH users", "text-quotes-doubled@role", "text-templates-run", "text-shell-run", "quote-breaks-a-write", "quote-breaks-a-write@v2 me", "quote-breaks-a-write@roles",
	}},
	{"OP-2 || OP-3 || OP-12", []string{
		"quote-breaks-a-query", "quote-breaks-a-query@roles", "quote-breaks-search", "quote-breaks-email", "quote-breaks-id", "quote-breaks-accessRole", "quote-breaks-created_gt", "quote-breaks-limit", "pattern-breaks-search", "pattern-breaks-search@roles", "pattern-breaks-email@v2",
		"always-true-search", "always-true-search@roles", "always-true-email", "always-true-id", "always-true-isActive",
	}},
	{"OP-13", []string{"login-tells-disabled", "born-without-password", "login-always-true", "login-comment", "login-like", "login-pattern", "login-object-password", "login-object-email"}},
	{"OP-5", []string{"email-kept-lower@POST", "email-domain-kept-lower@POST", "email-domain-kept-lower@POST v2"}},
	{"OP-7", []string{"email-domain-kept-lower@PATCH v3"}},
	{"OP-10", []string{"role-permissions-not-needed", "role-name-not-needed", "email-not-needed", "name-not-needed", "names-not-needed", "last-name-not-needed", "last-name-not-needed@v2", "login-null-taken", "login-numbers-taken", "login-missing-is-wrong", "ignored-company@roles", "ignored-company@v2 role"}},
	{"PRM-3 || PRM-8", []string{"head-unguarded", "head-unguarded@v2 role"}},
	{"PRM-16", []string{"disabled-by-self-may-ask"}},
	{"OP-5 || OP-13", []string{"false-not-written@POST"}},
	{"OP-4", []string{"unknown-is-created"}},
	{"HDR-3 || LOC-3", []string{"admin-not-needed@HEAD"}},
	{"PRM-5 || PRM-12", []string{"mixed-with-roles-is-free"}},
	{"HDR-5 || LOC-3", []string{"me-needs-admin@HEAD"}},
	{"HDR-7 || LOC-3", []string{"may-be-stored@HEAD"}},
	{"every operation", []string{
		"crash@GET me", "crash@PATCH me", "crash@GET users", "crash@POST users", "crash@PATCH users", "crash@GET user", "crash@PATCH user",
		"crash@GET roles", "crash@POST roles", "crash@GET role", "crash@PATCH role", "crash@POST login",
		"crash-told@GET me", "crash-told@PATCH me", "crash-told@GET users", "crash-told@POST users", "crash-told@PATCH users", "crash-told@GET user", "crash-told@PATCH user",
		"crash-told@GET roles", "crash-told@POST roles", "crash-told@GET role", "crash-told@PATCH role", "crash-told@POST login",
	}},
}
