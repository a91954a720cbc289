"""The command line: each command turns options into one `Outcome`, nothing else prints."""
