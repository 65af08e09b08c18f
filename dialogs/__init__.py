"""Activity dialogs: what a person answers to complete an activity, as forms made from the model.

So far the drafts of what somebody has begun to say. It imports processes, desk and foundation.
"""
