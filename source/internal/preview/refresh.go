package preview

// count notes what the file shows of unchanged and of refreshed resources.
func (r *Reader) count(s step) {
	if s.Op == "same" {
		r.shownSame++
	}
	only, seen := r.refreshed[s.URN]
	r.refreshed[s.URN] = s.Op == "refresh" && (only || !seen)
}

// unshown are how many unchanged resources have no step of their own.
func (r *Reader) unshown() int { return r.summary["same"] - r.shownSame }

// unseen is how many unchanged resources are not in the file at all, and gone how many of those that have only been
// refreshed are not on the cluster any more, where the file does not tell which. A refresh shows each resource that it finds
// unchanged, and so does one that does not find it any more.
func (r *Reader) unseen() (unseen, gone int) {
	only := 0
	for _, is := range r.refreshed {
		if is {
			only++
		}
	}
	unshown := r.unshown()
	switch {
	case r.failed, unshown <= 0:
		return unshown, 0
	case only < unshown:
		return unshown - only, 0
	}
	return 0, only - unshown
}

// isDrift reports whether the preview is that of a refresh alone, which has a step "refresh" only for what has not
// changed. Before an update, everything is refreshed.
func (r *Reader) isDrift() bool {
	refreshed, others := 0, 0
	for _, steps := range r.steps {
		switch {
		case !contains(steps, "refresh"):
			others++
		case len(steps) > 1:
			return false
		default:
			refreshed++
		}
	}
	return refreshed > 0 && others > 0 && r.shownSame == 0
}

// isGone reports whether a refresh has found nothing of a resource: it has no other step, though unchanged resources
// have theirs, if the preview shows them and has got to them.
func (r *Reader) isGone(steps []step) bool {
	return !r.failed && r.shownSame > 0 && r.unshown() <= 0 && len(steps) == 1 && steps[0].Op == "refresh"
}
