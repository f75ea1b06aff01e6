"""Work in the background: one row a job, a supervisor, a child process."""
