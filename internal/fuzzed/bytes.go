// Package fuzzed has what the fuzz tests of several packages share: it makes objects of a fuzzer's bytes, and judges them
// by the rules of Kubernetes' documentation, in code that none of the judged packages use.
package fuzzed

import "math/rand"

// Seeds are bytes to start from, always the same: none, and long enough ones for objects that are full of things.
func Seeds() [][]byte {
	random, seeds := rand.New(rand.NewSource(1)), [][]byte{nil}
	for n := range 400 {
		seed := make([]byte, 2*n)
		random.Read(seed)
		seeds = append(seeds, seed)
	}
	return seeds
}

// Bytes takes decisions by the bytes of a fuzzer. Where these end, every decision is the first one.
type Bytes struct{ rest []byte }

// From starts with the first of the bytes.
func From(data []byte) *Bytes { return &Bytes{rest: data} }

// Below is a number from 0 to n-1; n is at most 256.
func (b *Bytes) Below(n int) int {
	if len(b.rest) == 0 {
		return 0
	}
	next := b.rest[0]
	b.rest = b.rest[1:]
	return int(next) % n
}

// OneIn is true once in n times.
func (b *Bytes) OneIn(n int) bool { return b.Below(n) == n-1 }

// Pick is one of several.
func Pick[T any](b *Bytes, from []T) T { return from[b.Below(len(from))] }

// Several are up to most values, as make makes them; none is nil.
func Several[T any](b *Bytes, most int, make func(*Bytes) T) []T {
	var all []T
	for range b.Below(most + 1) {
		all = append(all, make(b))
	}
	return all
}

// Some are up to most of the words. The same may come twice.
func Some(b *Bytes, most int, words []string) []string {
	return Several(b, most, func(b *Bytes) string { return Pick(b, words) })
}

// Words are usual ones, and odd ones among them.
type Words struct{ Usual, Odd []string }

// Word is a usual word, or now and then an odd one, or the next few bytes as they are.
func Word(b *Bytes, words Words) string {
	switch b.Below(24) {
	default:
		return Pick(b, words.Usual)
	case 22:
		return Pick(b, words.Odd)
	case 23:
		n := min(b.Below(48), len(b.rest))
		text := string(b.rest[:n])
		b.rest = b.rest[n:]
		return text
	}
}
