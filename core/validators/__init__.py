"""Pure checks and shapes of input: texts (`text`) and uploaded files (`uploads`)."""
