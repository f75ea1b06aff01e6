"""Products: the records, their converted files, and the pages' view of both."""
