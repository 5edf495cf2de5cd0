"""The command line: `./run rxapp …`. One module per family of commands; words for people, exit codes for scripts."""
