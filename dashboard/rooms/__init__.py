"""Rooms of the workshop: the way in, the facilitator's screen, the participants' and activities."""
