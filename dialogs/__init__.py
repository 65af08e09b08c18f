"""Activity dialogs: what a person answers to complete an activity, as forms made from the model.

Empty so far. It will import processes, desk and foundation.
"""
