// Package instant writes and reads instants as rolecall keeps them: as RFC 3339,
// in UTC, with milliseconds; as a number they are milliseconds since 1970.
//
//	text := instant.Format(ms) // 2006-01-02T15:04:05.000Z
package instant

import "time"

// Layout is how instants are written: RFC 3339, UTC, milliseconds.
const Layout = "2006-01-02T15:04:05.000Z"

// Parse reads a date of RFC 3339 as milliseconds since 1970.
func Parse(text string) (int64, error) {
	t, err := time.Parse(time.RFC3339Nano, text)
	return t.UnixMilli(), err
}

// Format writes milliseconds since 1970 in [Layout].
func Format(ms int64) string {
	return string(Append(make([]byte, 0, len(Layout)), ms, true))
}

// Append writes milliseconds since 1970 as RFC 3339 in UTC, for the years
// 0 to 9999. It stands here, and not in package time, because it is asked for
// twice a record.
func Append(dst []byte, ms int64, withMillis bool) []byte {
	days, rest := ms/86_400_000, int(ms%86_400_000)
	if rest < 0 {
		days, rest = days-1, rest+86_400_000
	}
	dst = append(AppendDay(dst, days), 'T')
	dst = append(appendTwo(dst, rest/3_600_000), ':')
	dst = append(appendTwo(dst, rest/60_000%60), ':')
	dst = appendTwo(dst, rest/1000%60)
	if withMillis {
		dst = append(dst, '.', byte('0'+rest/100%10))
		dst = appendTwo(dst, rest%100)
	}
	return append(dst, 'Z')
}

// AppendDay writes days since 1970 as a date of the Gregorian calendar, by
// eras of 400 years that begin in March.
func AppendDay(dst []byte, days int64) []byte {
	days += 719_468
	era := days / 146_097
	day := days % 146_097
	year := (day - day/1460 + day/36_524 - day/146_096) / 365
	day -= 365*year + year/4 - year/100
	month := (5*day + 2) / 153
	day -= (153*month+2)/5 - 1
	month += 3
	year += era * 400
	if month > 12 {
		month, year = month-12, year+1
	}
	dst = appendTwo(appendTwo(dst, int(year/100)), int(year%100))
	dst = appendTwo(append(dst, '-'), int(month))
	return appendTwo(append(dst, '-'), int(day))
}

func appendTwo(dst []byte, n int) []byte { return append(dst, byte('0'+n/10), byte('0'+n%10)) }
