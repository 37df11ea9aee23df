"""What people leave behind, in SQL: reviewers, their answers, and how conflicts were settled.

Nothing outside this package spells SQL. Further tables (rooms, votes) join `tables.METADATA`.
"""
