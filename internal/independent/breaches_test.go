package independent

import "slices"

// breaches are all mistakes, rule by rule.
func breaches() []breach {
	return slices.Concat(headerBreaches, rightBreaches, bodyBreaches, stateBreaches, queryBreaches, roleBreaches, generalBreaches, sharedBreaches)
}

var headerBreaches = []breach{
	{"LOC-2", []string{"login-under-api"}},
	{"LOC-3", []string{
		"405-as-404", "405-as-404@role", "405-as-404@login", "405-as-404@v2 me", "delete-no-content", "delete-no-content@v2",
		"allow-fewer", "allow-fewer@me", "allow-fewer@v2 users", "allow-fewer@role", "allow-delete", "allow-delete@roles", "allow-missing", "allow-missing@login", "allow-missing@v2 role",
		"405-needs-token", "405-needs-token@roles", "head-refused", "head-refused@role", "head-refused@v2 users",
	}},
	{"HDR-1", []string{
		"scheme-exact", "scheme-exact@PATCH", "any-scheme", "any-scheme@v2 roles", "basic-scheme", "scheme-prefix", "no-scheme", "no-scheme@v2", "token-in-query", "token-in-query@v2 users",
		"token-any-case", "token-any-case@PATCH users", "token-prefix", "token-prefix@v2 me", "token-shortened", "token-shortened@role",
	}},
	{"HDR-2", []string{"challenge-missing", "challenge-missing@v2", "challenge-missing@POST roles", "login-challenge-missing", "challenge-basic", "challenge-without-error", "challenge-without-error@role", "challenge-other-error"}},
	{"HDR-3", []string{
		"admin-not-needed", "admin-not-needed@v2 PATCH users", "admin-not-needed@roles POST", "admin-not-needed-to-read", "admin-not-needed-to-read@v2 role",
		"admin-not-needed-for-all-rights", "admin-not-needed-for-own-id", "admin-not-needed-for-own-id@v3 PATCH", "admin-is-401", "admin-is-404", "admin-is-400", "admin-is-401@v2 roles",
	}},
	{"HDR-4", []string{
		"admin-any-case", "admin-any-case@role", "admin-one", "admin-one@v2", "admin-present", "admin-present@POST users", "admin-present-even-empty", "admin-not-false", "admin-not-false@v2",
		"admin-first-line", "admin-last-line", "admin-last-line@users PATCH",
	}},
	{"HDR-5", []string{"me-refuses-admin", "me-refuses-admin@v2 PATCH", "me-refuses-admin-false", "me-needs-admin", "me-with-admin-needs-rights", "me-with-admin-needs-rights@PATCH"}},
	{"HDR-6", []string{
		"no-content-type", "no-content-type@me", "no-content-type@v2 roles", "json-suffix", "json-suffix@login", "text-json", "media-type-prefix", "media-type-contains", "any-media-type", "any-media-type@login",
		"text-plain", "text-plain@v2 users PATCH", "merge-patch", "merge-patch@role", "no-parameters", "no-parameters@login", "media-type-case", "415-as-400", "415-as-400@login",
		"limit-100k", "limit-100k@me", "limit-16m", "limit-16m@role", "limit-16m@login", "limit-by-length-only", "413-as-400", "413-as-400@v2 me",
	}},
	{"HDR-7", []string{
		"may-be-stored", "may-be-stored@login", "may-be-stored@roles POST", "may-be-stored@v2 me PATCH", "may-be-revalidated", "private-only", "private-only@v2 user GET",
		"may-be-sniffed", "may-be-sniffed@roles", "may-be-sniffed@login", "errors-may-be-sniffed", "errors-may-be-sniffed@role", "404-may-be-sniffed", "404-may-be-sniffed@v2 user PATCH",
	}},
	{"HDR-8", []string{"json-as-text", "json-as-text@login", "json-as-text@v2 users PATCH", "json-as-vendor", "json-as-vendor@role"}},
	{"problem", []string{
		"problem-as-json", "problem-as-json@v2 role", "404-as-json", "405-as-json", "405-as-json@login", "401-as-json", "401-as-json@login", "413-as-json", "413-as-json@role", "unknown-path-as-html",
		"problem-without-type", "problem-without-title", "problem-without-status", "problem-without-detail", "problem-without-detail@login", "409-without-detail", "409-without-type@v2 PATCH",
		"problem-status-text", "problem-status-other",
	}},
}

var rightBreaches = []breach{
	{"PRM-1", []string{"me-needs-a-role", "me-needs-a-permission"}},
	{"PRM-2", []string{"self-may-not-rename", "self-may-not-change-password", "self-may-not-change-password@v2", "self-may-not-change-job"}},
	{"PRM-3", []string{
		"accesscontrol-reads-users", "accesscontrol-reads-users@v2 user", "accesscontrol-write-reads-users", "accesscontrol-write-reads-users@HEAD users",
		"own-id-readable", "own-id-readable@v2", "wildcards-forgotten@GET user", "singles-forgotten@v2 users GET",
	}},
	{"PRM-4", []string{
		"accesscontrol-creates", "accesscontrol-creates@v2",
		"no-roles-need-rights", "no-roles-need-rights@v2", "wildcards-forgotten@POST v2", "singles-forgotten@POST users",
	}},
	{"PRM-5", []string{
		"role-writer-writes-name", "role-writer-writes-jobTitle", "role-writer-writes-email", "role-writer-writes-password", "role-writer-writes-isActive", "role-writer-writes-password@v2",
		"role-writer-writes-unknown", "role-writer-may-disable", "own-id-writable", "own-id-writable@v2", "patch-needs-read",
		"accesscontrol-may-not-ask", "singles-forgotten@PATCH v3 user",
	}},
	{"PRM-6", []string{
		"user-write-writes-accessRoles", "user-write-writes-accessRoles@v2", "user-write-grants-roles", "same-roles-are-no-write", "taking-roles-is-free", "taking-roles-is-free@v2", "own-roles-writable", "own-roles-writable@v2",
		"roles-one-holds-are-free", "roles-of-no-rights-are-free", "two-reads-write-roles",
	}},
	{"PRM-7", []string{"accesscontrol-may-not-ask@v2 users", "wildcards-forgotten@PATCH users", "patch-needs-read@v2 users PATCH", "role-writer-may-disable@v2 users", "bulk-roles-unchecked", "bulk-roles-unchecked@v2", "bulk-members-unchecked", "bulk-members-unchecked@v3", "bulk-of-self-unchecked", "user-write-writes-accessRoles@users PATCH", "taking-roles-is-free@users PATCH"}},
	{"PRM-8", []string{"user-read-reads-roles", "user-read-reads-roles@v2 role", "own-role-readable", "wildcards-forgotten@roles", "singles-forgotten@role"}},
	{"PRM-9", []string{"user-write-writes-roles", "user-write-writes-roles@v2 roles", "user-write-writes-roles@role"}},
	{"PRM-10", []string{
		"permission-any-case", "permission-any-case@v2 PATCH role", "permission-trimmed", "permission-prefix", "permission-prefix@role", "permission-prefix-held", "permission-suffix", "permission-contains", "permission-glob", "permission-glob@roles",
		"permission-glob@v2 PATCH users", "permission-glob-held", "permission-glob-held@POST v2", "roles-by-name",
	}},
	{"PRM-11", []string{
		"write-is-read", "write-is-read@v2 user", "write-is-read@as:admin-*-write role", "read-is-write", "read-is-write@v2 POST users", "read-is-write@role", "read-is-write@as:admin-*-read users",
	}},
	{"PRM-12", []string{
		"denied-members-ignored", "denied-members-ignored@v2", "allowed-half-written", "allowed-half-written@v2", "denied-moves-modified", "bulk-allowed-half-written", "bulk-allowed-half-written@v2",
	}},
	{"PRM-14", []string{
		"self-writes-accessRoles", "self-writes-isActive", "self-writes-email", "self-as-admin-writes-accessRoles", "self-as-admin-writes-isActive", "self-as-admin-writes-email",
		"self-with-rights-writes-accessRoles", "self-with-rights-writes-isActive", "self-with-rights-writes-email", "self-with-rights-writes-email@as:admin-user-write",
		"self-as-admin-with-rights-writes-accessRoles", "self-as-admin-with-rights-writes-isActive", "self-as-admin-with-rights-writes-email", "self-as-admin-with-rights-writes-accessRoles@v2", "self-as-admin-with-rights-writes-accessRoles@as:admin-accesscontrol-write",
		"self-same-email-allowed", "self-same-email-in-any-case", "self-same-active-allowed", "self-disables", "self-drops-roles", "self-same-roles-allowed", "self-ignores-closed", "self-ignores-closed@v2", "self-half-written", "self-half-written@v3", "self-closed-is-400",
	}},
	{"PRM-15", []string{
		"disabling-frees-tokens",
		"disabled-may-ask", "disabled-may-ask@me", "disabled-may-ask@v2 roles", "disabled-may-ask@HEAD", "disabled-may-read", "disabled-by-bulk-may-ask", "disabled-is-403", "disabled-is-403@v2 me",
		"login-disabled", "login-disabled-is-403", "login-tells-disabled-first",
	}},
	{"section 4", []string{
		"caller-cached", "caller-cached@v2", "caller-cached-briefly", "caller-cached-until-patched", "role-permissions-cached", "role-permissions-cached@v2", "role-active-cached", "role-active-cached@users",
		"inactive-role-counts", "inactive-role-counts@role", "inactive-role-counts@v2 PATCH users", "inactive-role-ends-all", "first-role-only", "last-role-only", "last-role-only@v2 PATCH", "first-permission-only", "first-permission-only@roles",
	}},
}
