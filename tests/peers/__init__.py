"""What other people's programs are asked about what we publish: run by their interpreters, which have nothing of ours."""
