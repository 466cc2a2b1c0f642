"""Paper: what is on a slip, its bytes, and the way to the printer.

Stands alone: knows slips and bytes, nothing of queues, web pages or databases.
"""
