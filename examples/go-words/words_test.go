package words

import (
	"reflect"
	"testing"
)

func TestCount(t *testing.T) {
	cases := []struct {
		name string
		text string
		want map[string]int
	}{
		{"case is ignored", "Tea tea", map[string]int{"tea": 2}},
		{"several blanks are one gap", "tea   cup", map[string]int{"tea": 1, "cup": 1}},
		{"no text has no words", "", map[string]int{}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := Count(c.text); !reflect.DeepEqual(got, c.want) {
				t.Errorf("Count(%q) = %v, want %v", c.text, got, c.want)
			}
		})
	}
}

func TestShortenKeepsShortText(t *testing.T) {
	if got := Shorten("tea", 5); got != "tea" {
		t.Errorf("got %q", got)
	}
}

func TestShortenCountsCharacters(t *testing.T) {
	if got := Shorten("über", 4); got != "über" {
		t.Errorf("Shorten(%q, 4) = %q, want it unchanged", "über", got)
	}
}

func TestLongestIsTheFirstOfEquals(t *testing.T) {
	if got := Longest("tea cup"); got != "tea" {
		t.Errorf("Longest = %q, want %q", got, "tea")
	}
}
