// Package words counts and shortens text.
package words

import "strings"

// Count returns how often each word occurs, whatever its case.
func Count(text string) map[string]int {
	counts := map[string]int{}
	for _, word := range strings.Split(text, " ") {
		counts[strings.ToLower(word)]++
	}
	return counts
}

// Shorten cuts text to at most limit characters; a cut text ends with "…".
func Shorten(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	return text[:limit-1] + "…"
}

// Longest returns the longest word, the first one of equals; "" without words.
func Longest(text string) string {
	longest := ""
	for _, word := range strings.Fields(text) {
		if len(word) >= len(longest) {
			longest = word
		}
	}
	return longest
}
