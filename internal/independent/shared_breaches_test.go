package independent

// sharedBreaches are mistakes that break two rules at once, as a request may be
// refused by either: a finding of one of them names the mistake.
var sharedBreaches = []breach{
	{"OP-12 || PRM-10", []string{"role-permissions-lower"}},
	{"OP-2 || MOD-1", []string{"count-as-text"}},
	{"OP-13 || OP-7", []string{"login-ends-other-tokens"}},
	{"OP-6 || OP-7", []string{"own-email-other-case-conflicts", "own-email-conflicts"}},
	{"OP-6 || OP-5", []string{"email-dots-and-plus"}},
	{"PRM-13 || OP-10", []string{"malformed-id-before-body", "unknown-role-before-body", "unknown-id-before-members@v2", "unknown-id-before-members", "unknown-id-before-body"}},
	{"PRM-12 || OP-6", []string{"written-but-for-email@v2", "written-but-for-email"}},
	{"PRM-12 || OP-10", []string{"written-but-for-unknown-role", "good-half-of-bad-written@v2", "good-half-of-bad-written"}},
	{"PRM-12 || PRM-5", []string{"denied-after-schema"}},
	{"PRM-11 || PRM-4", []string{"reply-needs-read@v2 users POST", "reply-needs-read"}},
	{"PRM-11 || PRM-8", []string{"write-is-read@roles HEAD"}},
	{"PRM-4 || PRM-6", []string{"own-roles-given-at-birth", "created-without-roles", "roles-given-at-birth-dropped", "roles-given-at-birth-unchecked@v2", "roles-given-at-birth-unchecked"}},
	{"PRM-3 || PRM-16", []string{"disabled-are-hidden"}},
	{"PRM-1 || PRM-2", []string{"me-needs-a-permission@v2 PATCH"}},
}
