"""A programme with one register, as large as one likes; every kind of indicator counts it."""
