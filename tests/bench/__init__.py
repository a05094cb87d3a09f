"""`make bench`: how fast, against the floor of this machine, in one run.

A private PostgreSQL is filled by `seed_city`, the real server is started as production starts it,
and beside it a floor: a bare WSGI program that runs one equivalent statement and answers JSON.
Requests to both alternate over loopback, so that whatever else the machine does hits both alike;
only the ratio counts. Statements are counted afterwards, in this process, by Django's test client.

Environment: ITEMS (100000), ROUNDS (40), BENCH_DATABASE_URL (a database that seed_city has filled;
without it one is made and thrown away).
"""
