"""Pure computing over tables and arrays: no Django, no clock, no network, no hidden state."""
