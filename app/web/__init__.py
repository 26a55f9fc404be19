"""Everything that speaks HTTP to a caller: storefront, mini-program, console, callbacks."""
