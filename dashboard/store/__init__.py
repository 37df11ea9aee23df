"""What people leave behind, in SQL: reviews of mistakes, and rooms of the workshop.

Nothing outside this package spells SQL. Further tables join `tables.METADATA`.
"""
