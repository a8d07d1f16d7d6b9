package conformance

// withdrawals are the checks that a user who changes itself at that moment does
// not undo what is taken from it.
func (b *builder) withdrawals() {
	for _, f := range b.families {
		if !f.people() || f.selfUpdate == nil || f.update == nil || f.read == nil {
			continue
		}
		b.add(Check{
			Topic: Concurrency, Rule: "OP-11", Operation: f.selfUpdate, Name: "withdrawn",
			Writes: true, Features: b.loginFeatures(),
			Title: "a user who is disabled while it changes itself is disabled after",
			Run: func(t *Trial) {
				for range rounds {
					if !b.withdraws(t, f) {
						return
					}
				}
			},
		})
	}
}

// withdraws disables a user and changes its roles while the user changes
// something else of itself, which is granted or comes too late.
func (b *builder) withdraws(t *Trial, f *family) bool {
	a := t.attempt(f.selfUpdate, nil)
	defer t.handBack()
	r, taken := a.record(), b.enable(false)
	t.ownOnly(f, r)
	if t.session.canMakeRoles() {
		taken = merged(taken, b.roles(t.anyRole()))
	}
	const askers = 5
	replies := make([]*Exchange, askers)
	t.each(askers, func(i int) {
		if i == askers/2 {
			replies[i] = t.ask(f.update, t.bootstrap(), key(r.id), body(taken))
		} else {
			replies[i] = a.ask(a.as)
		}
	})
	ok := true
	for i, x := range replies {
		if i == askers/2 || x.Status != 401 {
			ok = t.want(x, "a change that races", 200) && ok
		}
	}
	now, x := t.read(f, r.id)
	if now == nil {
		return false
	}
	r.state = now
	for name, value := range taken {
		if !equal(now[name], value) {
			t.fail(x, name+" as it was set while the user changed itself", "as before")
			ok = false
		}
	}
	return ok
}
