"""What `bpm.timing` is made of: durations by the calendar, repetitions, cron."""
