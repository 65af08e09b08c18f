"""What the kinds of dynamic fields share: their contract, families of kinds, how settings are read and how values are searched.

One kind is one file in `desk/field_kinds/`; here is what more than one of them needs.
"""
