package mockserver

// WithLocales gives the locales of the people in replies that are made of the
// document, and in a world that is: of "en", and of the default ones, unless it
// is given. The names are those of [fixtures.Locales].
func WithLocales(names ...string) Option { return func(s *Server) { s.model.Locales = names } }
