"""What services of several agencies share by import: the common gate, rules, questions, personas."""
