"""The customer journey drafted from the data: what is said and rated at each touchpoint, and what follows what."""
