// Package spelling finds what was meant by a word that is not known.
//
//	if near := spelling.Nearest(word, known); near != "" {
//		return fmt.Errorf("there is no %s; did you mean %s?", word, near)
//	}
package spelling

// Nearest is the text that differs least from a word, whatever the case of
// letters, "" where none is like it: by two letters, or by a third of them, but two
// are the same. Of several it is the first.
func Nearest(word string, texts []string) string {
	return Within(word, texts, min(max(2, len(word)/3), max(1, len(word)-2)))
}

// Within is Nearest with at most so many letters that differ.
func Within(word string, texts []string, most int) string {
	best, least := "", most+1
	for _, text := range texts {
		if len(text)-len(word) >= least || len(word)-len(text) >= least {
			continue
		}
		if unlike(word, text) >= least {
			continue
		}
		if d := Distance(word, text); d < least {
			best, least = text, d
		}
	}
	return best
}

// unlike is how many bytes at least must change to make one text of the other: those
// of the longer one that the other does not have, in whatever order. It is found in
// a tenth of the time of Distance, and most words are not like most others.
func unlike(a, b string) int {
	var count [256]int32
	for i := range len(a) {
		count[lower(a[i])]++
	}
	common := 0
	for i := range len(b) {
		if c := lower(b[i]); count[c] > 0 {
			count[c]--
			common++
		}
	}
	return max(len(a), len(b)) - common
}

// usual is how long words are, and more: these are compared with no memory of
// their own.
const usual = 63

// Distance is how many bytes must be put in, taken out, changed, or swapped with
// the next one, to make one text of the other, whatever the case of letters.
func Distance(a, b string) int {
	var space [3][usual + 1]int
	rows := [3][]int{space[0][:], space[1][:], space[2][:]} // of the byte before the last, the last, and this one
	if len(b) > usual {
		for i := range rows {
			rows[i] = make([]int, len(b)+1)
		}
	}
	for j := range len(b) + 1 {
		rows[2][j] = j
	}
	for i := range len(a) {
		rows[0], rows[1], rows[2] = rows[1], rows[2], rows[0]
		earlier, last, row := rows[0], rows[1], rows[2]
		row[0] = i + 1
		for j := range len(b) {
			change := last[j]
			if lower(a[i]) != lower(b[j]) {
				change++
			}
			row[j+1] = min(change, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && lower(a[i]) == lower(b[j-1]) && lower(a[i-1]) == lower(b[j]) {
				row[j+1] = min(row[j+1], earlier[j-1]+1)
			}
		}
	}
	return rows[2][len(b)]
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + 'a' - 'A'
	}
	return c
}
