package independent

var bodyBreaches = []breach{
	{"section 2", []string{
		"seconds-only", "seconds-only@users", "microseconds", "zeros-dropped", "offset-for-z", "no-roles-as-null", "no-roles-as-null@v2 users", "last-name-left-out", "empty-texts-left-out", "unset-as-empty", "unset-as-empty@users PATCH",
		"display-name-made-up", "ids-upper-case", "ids-upper-case@users", "one-as-many", "one-unwrapped", "one-unwrapped@v2", "many-unwrapped", "many-unwrapped@v2", "empty-list-as-null", "no-permissions-as-null", "roles-under-another-name",
	}},
	{"password shown", []string{"password-hash-shown", "password-hash-shown@users GET", "password-hash-shown@me PATCH", "password-masked", "password-masked@v2 me", "password-echoed", "password-echoed@POST", "password-echoed@me", "bulk-shows-password"}},
	{"email", []string{"email-unchecked", "email-unchecked@PATCH", "email-with-an-at", "email-of-two-ats", "email-with-spaces", "email-empty", "email-empty@PATCH v2", "email-lower-case-only", "email-kept-lower", "email-shown-lower", "email-shown-lower@users GET"}},
	{"password", []string{"password-of-7", "password-of-7@me", "password-of-9", "password-of-any-length", "lengths-in-bytes", "password-over-72-refused", "password-over-100-refused", "password-over-100-refused@v2 me", "password-cut-at-72", "password-any-case", "password-trimmed"}},
	{"name", []string{"names-may-be-empty", "names-may-be-empty@PATCH", "names-may-be-empty@users PATCH", "last-name-not-empty", "last-name-not-empty@PATCH v2", "name-as-text", "empty-name-refused", "job-title-not-empty"}},
	{"null", []string{
		"null-jobTitle", "null-jobTitle@me", "null-name", "null-name-names", "null-name-lastName", "null-name-displayName", "null-name-secondLastName@v2", "null-accessRoles", "null-isActive", "null-email@PATCH", "null-password", "null-password@me",
		"null-changes-jobTitle", "null-changes-name-displayName", "null-changes-isActive", "null-active", "null-permissions", "null-description",
	}},
	{"types", []string{
		"numbers-are-texts", "numbers-are-texts@me", "flags-are-texts", "texts-are-flags", "texts-are-flags@users PATCH", "texts-are-flags@role", "numbers-are-flags", "one-is-a-list", "one-is-a-list@roles", "other-items-are-dropped", "other-items-are-dropped@role", "members-any-case",
	}},
	{"unknown", []string{
		"unknown-ignored", "unknown-ignored@me", "unknown-ignored@POST users", "unknown-ignored@v2 user", "unknown-ignored@role", "unknown-in-name-ignored", "unknown-in-name-ignored@me", "unknown-in-name-ignored@users PATCH",
		"read-only-ignored", "ignored-_id", "ignored-_id@POST users", "ignored-createdAt@me", "ignored-modifiedAt@v2 user", "ignored-_id@role", "created-written", "created-written@PATCH v2", "id-written",
		"bulk-email-ignored", "bulk-password-written", "bulk-email-written", "bulk-further-ignored", "login-further-ignored",
	}},
	{"malformed", []string{
		"bad-json-is-422", "bad-json-is-422@login", "bad-json-is-500", "bad-values-are-422", "bad-values-are-422@role", "trailing-comma", "what-follows-is-not-read", "what-follows-is-not-read@v2 me", "empty-change-accepted", "empty-change-accepted@me", "empty-change-accepted@role",
	}},
	{"roles named", []string{
		"unknown-roles-kept", "unknown-roles-kept@users PATCH", "unknown-roles-kept@POST v2", "unknown-roles-dropped", "unknown-role-is-404", "unknown-role-is-409", "inactive-roles-refused", "inactive-roles-refused@POST", "repeated-roles-refused", "repeated-roles-dropped", "repeated-roles-dropped@users", "roles-sorted", "roles-reversed",
		"upper-case-ids", "upper-case-ids@users", "malformed-id-is-404", "malformed-id-is-404@role", "malformed-id-is-422", "unknown-user-before-role", "bulk-unknown-user-before-role",
	}},
}

var stateBreaches = []breach{
	{"OP-5", []string{
		"created-is-200", "created-is-200@v2", "location-missing", "location-without-api", "location-of-collection", "location-id-alone", "location-doubled",
		"password-needed", "job-title-needed", "born-inactive", "born-always-active", "born-with-own-roles", "born-without-roles", "born-without-job-title", "born-without-display-name", "born-with-display-name", "born-modified-later", "born-modified-later@v2",
	}},
	{"OP-6", []string{
		"email-may-repeat", "email-may-repeat@PATCH", "email-may-repeat@v2 PATCH", "email-case-counts", "email-case-counts@PATCH", "email-case-counts@POST v2", "email-of-disabled-is-free", "email-of-disabled-is-free@PATCH",
		"old-email-stays-taken", "conflict-is-400", "conflict-is-422", "conflict-updates", "conflict-answers-the-other", "409-as-400", "409-as-422@v2", "email-checked-too-early", "email-checked-too-early@POST", "email-checked-too-early@PATCH",
	}},
	{"OP-7", []string{
		"name-replaced", "name-replaced@me", "name-replaced@me v2", "name-emptied", "job-title-dropped", "names-not-written", "names-not-written@me", "second-last-name-not-written", "second-last-name-not-written@me", "display-name-follows",
		"job-title-not-written@me v2", "empty-texts-not-written", "empty-texts-not-written@me", "false-not-written", "false-not-written@user v2", "true-not-written@user", "roles-emptied-not", "roles-added",
		"disabling-takes-roles", "modified-stays", "modified-stays@me", "modified-stays-when-same", "modified-stays-when-same@v3", "modified-stays-for-roles", "modified-stays-for-password", "modified-stays-for-password@me", "modified-stays-for-name", "modified-stays-for-empty-name", "modified-stays-for-empty-name@me",
		"modified-may-repeat", "modified-in-seconds", "created-moves", "created-moves@me v2",
	}},
	{"OP-8 || OP-10 || PRM-15 || PRM-16", []string{
		"disabling-takes-roles@users PATCH", "roles-added@users PATCH", "roles-emptied-not@users", "display-name-not-written@users PATCH", "name-replaced@users PATCH",
		"bulk-of-101", "bulk-of-any-size", "bulk-of-99", "bulk-of-50", "bulk-of-none", "bulk-repeats-folded", "bulk-repeats-kept", "bulk-empty-accepted", "bulk-unknown-is-400", "bulk-skips-unknown", "bulk-until-unknown", "bulk-until-unknown@v2", "bulk-skips-last", "bulk-order-of-creation", "bulk-order-of-creation@v2", "bulk-sorted",
		"bulk-skips-own-id", "bulk-skips-inactive", "bulk-first-only", "bulk-leaves-modified", "bulk-answers-before", "bulk-answers-count", "bulk-answers-bare-list",
	}},
	{"OP-9 || OP-7 || OP-13 || HDR-8", []string{
		"reply-before-change", "reply-before-change@me v2", "write-says-204", "write-reply-stale-modified", "write-reply-stale-modified@me", "stale-by-version", "stale-by-caller", "texts-cut-at-50", "texts-ascii-only", "texts-without-emoji", "texts-escaped", "password-not-written", "password-not-written@me", "password-not-written@user v2",
	}},
	{"OP-11 || OP-7 || OP-8", []string{"read-pause-write", "read-pause-write@me", "read-pause-write@v2 user", "name-read-pause-write", "name-read-pause-write@me", "bulk-one-by-one", "role-read-pause-write", "role-read-pause-write@v2", "torn-writes", "torn-name"}},
	{"OP-13", []string{
		"login-email-checked", "login-password-checked", "login-empty-is-missing", "login-wrong-is-400", "login-wrong-is-403", "login-case-counts", "login-email-trimmed", "login-tells-unknown", "login-unknown-is-404", "login-tells-wrong",
		"login-token-useless", "login-token-of-first", "login-wrapped", "login-is-201", "no-password-any-password", "no-password-empty-password", "token-ends-with-disabling", "password-ends-tokens", "password-ends-tokens@me",
	}},
}

var queryBreaches = []breach{
	{"OP-2", []string{
		"newest-first", "ordered-by-id", "ordered-by-email", "ordered-by-modified", "active-first", "email-first-only", "email-last-only", "email-comma-list", "email-filter-case-counts", "email-filter-part", "email-filter-pattern", "id-first-only", "id-last-only", "id-ignored", "email-ignored", "search-ignored", "accessRole-ignored", "isActive-ignored",
		"search-case-counts", "search-ascii-case", "search-from-start", "search-whole", "search-pattern", "search-like", "search-words", "search-names-only", "search-not-last-name", "search-not-last-name@v2", "search-not-email", "search-not-names", "search-job-title-too", "search-display-name-too", "search-second-last-name-too", "search-full-name", "search-id-too",
		"access-role-first-only", "access-role-last-only", "access-role-only", "access-role-active-only", "active-true-is-all", "active-false-is-all", "active-false-is-all@v2", "active-only-unless-given", "active-all-is-true",
		"limit-20-unless-given", "limit-99-at-most", "limit-50-at-most", "limit-one-more", "limit-ignored", "pages-overlap", "pages-skip", "page-ignored", "page-beyond-repeats-last", "page-beyond-repeats-first", "page-from-0", "page-1000-at-most", "page-of-32-bits", "page-of-64-bits",
		"count-never", "count-of-page", "count-of-all", "none-is-404", "none-is-404@v2", "desc-is-asc", "asc-is-desc", "order-by-created", "ties-by-id", "desc-ties-turned", "order-finer-than-shown", "filters-ored", "last-filter-only",
		"created-ignored", "created_gt-ignored", "created_lte-ignored@v2", "created_gt-with-bound", "created_gte-without-bound", "created_lt-with-bound", "created_lte-without-bound", "modified-ignored", "modified_lt-ignored", "modified_gt-with-bound", "modified_gte-without-bound", "modified_lt-with-bound@v2", "modified_lte-without-bound",
		"modified-filters-created", "dates-in-seconds", "dates-finer-than-shown", "offsets-ignored",
	}},
	{"OP-3", []string{
		"unknown-parameters-ignored", "unknown-parameters-ignored@roles", "repeated-parameters-taken", "repeated-parameters-taken@roles", "limit-given-twice-taken", "page-given-twice-taken@v2", "search-given-twice-taken", "isActive-given-twice-taken@roles", "created_gt-given-twice-taken", "orderBy-given-twice-taken",
		"limit-0-is-all", "limit-clamped", "limit-101", "limit-101@roles", "limit-large", "limit-not-a-number-ignored", "limit-negative-ignored", "page-0-is-1", "page-0-is-1@roles", "page-not-a-number-ignored", "choices-any-case", "isActive-other-ignored", "isActive-other-ignored@roles", "orderBy-other-ignored", "count-other-ignored", "count-other-ignored@roles v2",
		"email-malformed-matches-none", "id-malformed-matches-none", "accessRole-malformed-matches-none", "ids-malformed-matches-none", "upper-case-ids@users GET", "bad-dates-ignored", "dates-without-time", "bad-query-is-422",
	}},
}

var roleBreaches = []breach{
	{"OP-12", []string{
		"location-missing@roles",
		"permissions-known-only", "role-names-unique", "role-born-inactive", "role-born-active", "role-created-is-200", "role-created-is-200@v2", "role-born-modified-later", "role-description-not-written", "role-description-not-written@PATCH", "role-false-not-written", "role-false-not-written@roles",
		"role-permissions-emptied-not", "role-permissions-added", "role-permissions-unknown-dropped", "role-modified-stays", "role-created-moves", "inactive-roles-hidden", "roles-newest-first", "roles-not-counted", "roles-counted-by-page", "role-ids-ignored", "role-active-ignored",
		"role-search-not-description", "role-search-not-permissions", "role-search-first-permission", "role-search-ignored", "search-case-counts@roles", "search-from-start@roles", "search-pattern@roles", "ids-first-only", "ids-last-only@v2", "limit-20-unless-given@roles", "limit-99-at-most@roles", "pages-overlap@roles", "page-beyond-repeats-last@roles v2", "limit-ignored@roles",
	}},
}
